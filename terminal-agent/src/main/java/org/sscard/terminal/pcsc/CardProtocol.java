package org.sscard.terminal.pcsc;

import java.util.Arrays;

/** Transmission protocols: javax.smartcardio names them, winscard.h numbers them. */
enum CardProtocol {
    T0("T=0", 1),
    T1("T=1", 2);

    private static final String ANY = "*";

    private final String label;
    private final int number;

    CardProtocol(String label, int number) {
        this.label = label;
        this.number = number;
    }

    /** @param protocol the name of one, or {@code *} for any */
    static int mask(String protocol) {
        if (protocol.equals(ANY)) {
            return T0.number | T1.number;
        }
        return Arrays.stream(values())
                .filter(known -> known.label.equalsIgnoreCase(protocol))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unsupported protocol " + protocol))
                .number;
    }

    static CardProtocol ofNumber(int number) {
        return number == T0.number ? T0 : T1;
    }

    String label() {
        return label;
    }

    int number() {
        return number;
    }
}
