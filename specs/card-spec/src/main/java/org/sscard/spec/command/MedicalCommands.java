package org.sscard.spec.command;

import org.sscard.spec.apdu.CommandApdu;

/** The account of DF04: purchase, load, balances (§5.4, §6). Amounts are fen, 0 to 2³²−1. */
public final class MedicalCommands {

    /** What GET BALANCE may be asked for; SPIP and SPFP come with the payment year. */
    public enum Balance {
        ACCOUNT(0x01, 4),
        SELF_PAY_OF_YEAR(0x02, 6),
        POOL_OF_YEAR(0x03, 6);

        private final int code;
        private final int length;

        Balance(int code, int length) {
            this.code = code;
            this.length = length;
        }
    }

    /** Transaction type in MACs, records and GET TRANSACTION PROOF. */
    public enum TransactionType {
        LOAD(0x31),
        PURCHASE(0x32);

        private final int code;

        TransactionType(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private static final int MAX_KEY_INDEX = 3;

    private MedicalCommands() {}

    /** @param terminal 12 digits */
    public static CommandApdu initializeForPurchase(
            int keyIndex, long account, long selfPay, long pool, String terminal) {
        return CardCommand.INITIALIZE_FOR_PURCHASE.expecting(
                PurchaseInitialisation.LENGTH,
                0x01,
                0x01,
                Parameter.concat(
                        keyIndex(keyIndex),
                        Parameter.amount("account amount", account),
                        Parameter.amount("self-pay amount", selfPay),
                        Parameter.amount("pool amount", pool),
                        Parameter.digits("terminal", terminal, 12)));
    }

    /**
     * The card books the purchase and answers TAC ‖ MAC2.
     *
     * @param terminalSequence 4 bytes from the PSAM
     * @param time YYYYMMDDhhmmss
     * @param mac1 4 bytes
     */
    public static CommandApdu debitForPurchase(byte[] terminalSequence, String time, byte[] mac1) {
        return CardCommand.DEBIT_FOR_PURCHASE.expecting(
                DebitProof.LENGTH,
                0x01,
                0x00,
                Parameter.concat(
                        Parameter.exactly("terminal sequence", terminalSequence, 4),
                        Parameter.digits("time", time, 14),
                        Parameter.exactly("MAC1", mac1, 4)));
    }

    /** @param terminal 12 digits */
    public static CommandApdu initializeForLoad(int keyIndex, long amount, String terminal) {
        return CardCommand.INITIALIZE_FOR_LOAD.expecting(
                LoadInitialisation.LENGTH,
                0x00,
                0x01,
                Parameter.concat(
                        keyIndex(keyIndex),
                        Parameter.amount("amount", amount),
                        Parameter.digits("terminal", terminal, 12)));
    }

    /** The card books the load and answers its TAC, 4 bytes. */
    public static CommandApdu creditForLoad(String time, byte[] mac2) {
        return CardCommand.CREDIT_FOR_LOAD.expecting(
                4,
                0x00,
                0x00,
                Parameter.concat(Parameter.digits("time", time, 14), Parameter.exactly("MAC2", mac2, 4)));
    }

    public static CommandApdu getBalance(Balance balance) {
        return CardCommand.GET_BALANCE.expecting(balance.length, 0x00, balance.code);
    }

    /**
     * MAC ‖ TAC of the last transaction of a type, to find out what happened when its answer was lost.
     *
     * @param sequence 0 to 65535, the number that INITIALIZE returned
     */
    public static CommandApdu getTransactionProof(TransactionType type, int sequence) {
        Parameter.between("sequence", sequence, 0, 0xFFFF);
        return CardCommand.GET_TRANSACTION_PROOF.expecting(
                DebitProof.LENGTH, 0x00, type.code, (byte) (sequence >> 8), (byte) sequence);
    }

    /** @param day MMDD */
    public static CommandApdu updateStartingDay(String day) {
        return CardCommand.UPDATE_STARTING_DAY.apdu(0x00, 0x00, Parameter.digits("starting day", day, 4));
    }

    public static CommandApdu getStartingDay() {
        return CardCommand.GET_STARTING_DAY.expecting(2, 0x01, 0x00);
    }

    private static byte[] keyIndex(int keyIndex) {
        return Parameter.octet("key index", Parameter.between("key index", keyIndex, 1, MAX_KEY_INDEX));
    }
}
