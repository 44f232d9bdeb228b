package org.sscard.launcher.demo;

/** Card images (docs: card image JSON) that the demo begins with; keys are the published test roots. */
final class DemoCards {
    static final String PSAM_READER = "PSAM";
    /** What every card of a test issue begins with; printed in this repository. */
    static final String PIN = "123456";

    private static final String TRANSPORT_KEY = "404142434445464748494A4B4C4D4E4F";

    private DemoCards() {}

    /** A blank from the chip maker, each with its own serial. */
    static String blank(int number) {
        return """
                {"kind": "blank", "transportKey": "%s", "atrHistoricalBytes": "0081544C9686840000%08X"}
                """.formatted(TRANSPORT_KEY, number);
    }

    /** A city's PSAM that fits the demo's cards. */
    static String psam() {
        return """
                {"kind": "psam", "serial": "21100000000000000001", "terminal": "211000000001",
                 "terminalSequence": "00000001", "atr": "3B6D00000081544C8684211000A1B2C3D4E5", "region": "211002", "algorithm": "DES", "level": 1,
                 "keys": {"root16": "00112233445566778899AABBCCDDEEFF", "root8": "0123456789ABCDEF"}}
                """;
    }
}
