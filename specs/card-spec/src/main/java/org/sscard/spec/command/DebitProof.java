package org.sscard.spec.command;

import java.util.HexFormat;

/** TAC and MAC of a transaction, 4 bytes each, as upper-case hex. */
public record DebitProof(String tac, String mac) {

    static final int LENGTH = 8;

    /** Answer to DEBIT FOR PURCHASE: TAC ‖ MAC2. */
    public static DebitProof ofDebit(byte[] answer) {
        Parameter.exactly("answer to DEBIT FOR PURCHASE", answer, LENGTH);
        return new DebitProof(hex(answer, 0), hex(answer, 4));
    }

    /** Answer to GET TRANSACTION PROOF: MAC ‖ TAC, the other way round. */
    public static DebitProof ofTransactionProof(byte[] answer) {
        Parameter.exactly("answer to GET TRANSACTION PROOF", answer, LENGTH);
        return new DebitProof(hex(answer, 4), hex(answer, 0));
    }

    public byte[] tacBytes() {
        return HexFormat.of().parseHex(tac);
    }

    public byte[] macBytes() {
        return HexFormat.of().parseHex(mac);
    }

    private static String hex(byte[] answer, int from) {
        return HexFormat.of().withUpperCase().formatHex(answer, from, from + 4);
    }
}
