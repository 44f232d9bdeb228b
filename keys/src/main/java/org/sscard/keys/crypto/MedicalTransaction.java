package org.sscard.keys.crypto;

import java.nio.ByteBuffer;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * The messages that the MACs and the TAC of a medical transaction are made over (card-specification §5.4). Amounts are
 * fen, 0 to 4,294,967,295; a terminal has 12 digits; a time is yyyyMMddHHmmss.
 */
public sealed interface MedicalTransaction {

    /** MAC1, MAC2 and TAC messages of one transaction; the sequence numbers of the card make its session. */
    byte[] mac1Message();

    byte[] mac2Message();

    byte[] tacMessage();

    /** What DPK or DLK is turned into a session key with; 8 bytes. */
    byte[] sessionInput(byte[] cardRandom, int cardSequence);

    /**
     * A purchase (医疗消费).
     *
     * @param terminalSequence the PSAM's transaction sequence, 4 bytes unsigned
     */
    record Purchase(
            long accountFen, long selfPayFen, long pooledFen, String terminal, long terminalSequence, String time)
            implements MedicalTransaction {

        private static final byte TYPE = '2';

        @Override
        public byte[] sessionInput(byte[] cardRandom, int cardSequence) {
            return ByteBuffer.allocate(8)
                    .put(Blocks.requireLength("card random", cardRandom, 4))
                    .putShort((short) unsigned("card sequence", cardSequence, 0xFFFF))
                    .putShort((short) terminalSequence)
                    .array();
        }

        @Override
        public byte[] mac1Message() {
            return ByteBuffer.allocate(26)
                    .put(amounts())
                    .put(TYPE)
                    .put(digits("terminal", terminal, 6))
                    .put(digits("time", time, 7))
                    .array();
        }

        @Override
        public byte[] mac2Message() {
            return amounts();
        }

        @Override
        public byte[] tacMessage() {
            return ByteBuffer.allocate(30)
                    .put(amounts())
                    .put(TYPE)
                    .put(digits("terminal", terminal, 6))
                    .put(four("terminal sequence", terminalSequence))
                    .put(digits("time", time, 7))
                    .array();
        }

        private byte[] amounts() {
            return Blocks.concat(
                    four("account amount", accountFen),
                    four("self-pay amount", selfPayFen),
                    four("pooled amount", pooledFen));
        }
    }

    /** A load of the account (帐户划入). {@code cardSequence} is the number before the card adds one. */
    record Load(long oldBalanceFen, long amountFen, int cardSequence, String terminal, String time)
            implements MedicalTransaction {

        private static final byte TYPE = '1';

        @Override
        public byte[] sessionInput(byte[] cardRandom, int sequence) {
            return ByteBuffer.allocate(8)
                    .put(Blocks.requireLength("card random", cardRandom, 4))
                    .putShort((short) unsigned("card sequence", sequence, 0xFFFF))
                    .putShort((short) 0x8000)
                    .array();
        }

        @Override
        public byte[] mac1Message() {
            return ByteBuffer.allocate(15)
                    .put(four("balance", oldBalanceFen))
                    .put(four("amount", amountFen))
                    .put(TYPE)
                    .put(digits("terminal", terminal, 6))
                    .array();
        }

        @Override
        public byte[] mac2Message() {
            return ByteBuffer.allocate(18)
                    .put(four("amount", amountFen))
                    .put(TYPE)
                    .put(digits("terminal", terminal, 6))
                    .put(digits("time", time, 7))
                    .array();
        }

        /** The balance after the load stands in the TAC (convention of §5.4). */
        @Override
        public byte[] tacMessage() {
            return ByteBuffer.allocate(24)
                    .put(four("balance", oldBalanceFen + amountFen))
                    .putShort((short) unsigned("card sequence", cardSequence, 0xFFFF))
                    .put(four("amount", amountFen))
                    .put(TYPE)
                    .put(digits("terminal", terminal, 6))
                    .put(digits("time", time, 7))
                    .array();
        }
    }

    private static byte[] four(String what, long value) {
        return ByteBuffer.allocate(4)
                .putInt((int) unsigned(what, value, 0xFFFF_FFFFL))
                .array();
    }

    private static long unsigned(String what, long value, long max) {
        if (value < 0 || value > max) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, what + " outside 0.." + max);
        }
        return value;
    }

    private static byte[] digits(String what, String digits, int bytes) {
        boolean decimal = digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!decimal || digits.length() != 2 * bytes) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, what + " needs " + 2 * bytes + " digits");
        }
        try {
            return Hex.decodeHex(digits);
        } catch (DecoderException e) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, what, e);
        }
    }
}
