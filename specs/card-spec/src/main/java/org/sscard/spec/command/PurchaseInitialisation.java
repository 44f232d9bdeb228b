package org.sscard.spec.command;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * Answer to INITIALIZE FOR PURCHASE, 22 bytes: CIA4 ‖ SPIP4 ‖ SPFP4 ‖ year2 ‖ seq2 ‖ version1 ‖ algorithm1 ‖ rand4
 * (§6). Amounts are fen.
 *
 * @param year four digits; "FFFF" when the card has none yet
 * @param random 4 bytes, upper-case hex
 */
public record PurchaseInitialisation(
        long account,
        long selfPayOfYear,
        long poolOfYear,
        String year,
        int sequence,
        int keyVersion,
        CardAlgorithm algorithm,
        String random) {

    static final int LENGTH = 22;

    /** @throws IllegalArgumentException when the answer is not 22 bytes or names no algorithm */
    public static PurchaseInitialisation parse(byte[] answer) {
        ByteBuffer in = ByteBuffer.wrap(Parameter.exactly("answer to INITIALIZE FOR PURCHASE", answer, LENGTH));
        return new PurchaseInitialisation(
                in.getInt() & 0xFFFF_FFFFL,
                in.getInt() & 0xFFFF_FFFFL,
                in.getInt() & 0xFFFF_FFFFL,
                HexFormat.of().withUpperCase().toHexDigits(in.getShort()),
                in.getShort() & 0xFFFF,
                in.get() & 0xFF,
                CardAlgorithm.ofCode(in.get()),
                HexFormat.of().withUpperCase().formatHex(answer, LENGTH - 4, LENGTH));
    }

    public byte[] randomBytes() {
        return HexFormat.of().parseHex(random);
    }

    /** Without the balances, which are personal. */
    @Override
    public String toString() {
        return "purchase " + sequence + " with key version " + keyVersion + ", " + algorithm;
    }
}
