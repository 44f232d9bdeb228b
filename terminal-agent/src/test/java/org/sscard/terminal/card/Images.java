package org.sscard.terminal.card;

import java.util.HexFormat;

/** Images of the test card and its PSAM; roots are the published ones of the sandbox. */
public final class Images {

    public static final String REGION = "211002";
    public static final String HISTORICAL = "0081544C968684211000A1B2C3";
    public static final String TERMINAL = "211002000017";
    public static final String ROOT = "00112233445566778899AABBCCDDEEFF";

    private Images() {}

    public static String card(String version, String algorithm) {
        return card(version, algorithm, "20360101");
    }

    public static String card(String version, String algorithm, String expiry) {
        return """
                {"kind": "card", "version": "%s", "algorithm": "%s", "atrHistoricalBytes": "%s", "region": "%s",
                 "pin": "123456",
                 "keys": {"root16": "%s", "root8": "0123456789ABCDEF"},
                 "elements": {
                   "SSSE/EF05/03": "%s",
                   "SSSE/EF05/05": "20260101", "SSSE/EF05/06": "%s", "SSSE/EF05/07": "%s",
                   "SSSE/EF06/08": "%s", "SSSE/EF06/09": "%s"},
                 "medical": {"account": 100000, "selfPay": 0, "pool": 0, "year": "2026", "startingDay": "0101",
                             "loadSequence": 0, "purchaseSequence": 7}}
                """.formatted(
                        version,
                        algorithm,
                        HISTORICAL,
                        REGION,
                        ROOT,
                        ascii(version),
                        expiry,
                        ascii("A12345673"),
                        ascii("211002199003078817"),
                        "B2E2CAD4BCD7");
    }

    /** Element 03 is left to its padding, as an image that does not name it has it. */
    public static String cardWithoutVersionElement(String version, String algorithm) {
        return card(version, algorithm).replaceFirst("\"SSSE/EF05/03\": \"[0-9A-F]+\",", "");
    }

    public static String psam(String algorithm, int level) {
        return """
                {"kind": "psam", "serial": "00000000000000000042", "terminal": "%s", "terminalSequence": 1000,
                 "atr": "3B6D000000815453414D86842110000000", "region": "%s", "algorithm": "%s", "level": %d,
                 "keys": {"root16": "%s", "root8": "0123456789ABCDEF"}}
                """.formatted(TERMINAL, REGION, algorithm, level, ROOT);
    }

    private static String ascii(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
}
