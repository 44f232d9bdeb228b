package org.sscard.spec.command;

import java.util.List;
import org.sscard.spec.apdu.CommandApdu;

/** The commands of the PSAM (§6). */
public final class PsamCommands {

    /** P1 of CIPHER DATA. Modes that begin a MAC take the IV as their first block. */
    public enum CipherMode {
        ENCRYPT(0x00),
        MAC_LAST(0x01),
        ENCRYPT_MORE(0x02),
        MAC_NEXT(0x03),
        MAC_SINGLE(0x05),
        MAC_FIRST(0x07);

        private final int code;

        CipherMode(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    private static final int ANY_LENGTH = 256;
    private static final int FACTOR = 8;
    private static final int MAX_CIPHER_DATA = 0x40;
    private static final int MAX_SFI = 0x1E;

    private PsamCommands() {}

    /** 3F00 with DDF sx1, DDF1 with sx2, DF01 with the application. */
    public static CommandApdu selectDirectory(int fid) {
        Parameter.between("file identifier", fid, 0, 0xFFFF);
        return CardCommand.PSAM_SELECT.expecting(ANY_LENGTH, 0x00, 0x00, (byte) (fid >> 8), (byte) fid);
    }

    public static CommandApdu selectByName(byte[] aid) {
        return CardCommand.PSAM_SELECT.expecting(ANY_LENGTH, 0x04, 0x00, Parameter.between("name", aid, 5, 16));
    }

    /** A public file, 0016 with the terminal number. */
    public static CommandApdu readBinary(int sfi, int length) {
        return FileCommands.readBinary(sfi, 0, length);
    }

    /** @param length 4, 8 or 16 bytes */
    public static CommandApdu getChallenge(int length) {
        return SecurityCommands.getChallenge(length);
    }

    /** Chooses the algorithm environment by the first byte of the card identification code. */
    public static CommandApdu initializeEnvironment(int firstByteOfIdentificationCode) {
        return CardCommand.PSAM_INITIALIZE_ENVIRONMENT.apdu(
                0x00, 0x00, Parameter.octet("first byte", firstByteOfIdentificationCode));
    }

    public static CommandApdu externalAuthentication(int keyIndex, byte[] cryptogram, byte[] terminalData) {
        return SecurityCommands.externalAuthentication(keyIndex, cryptogram, terminalData);
    }

    /**
     * The text counts keys of 16 bytes only (Lc 1C, 24); an 8-byte key of the DES family makes 16 bytes, Lc 14, as CHANGE
     * KEY has it.
     *
     * @param encryptedKey Enc(use ‖ id ‖ 00 ‖ alg ‖ 00000000 ‖ key), 16, 24 or 32 bytes
     */
    public static SecuredCommand createKey(int keyFileSfi, byte[] encryptedKey) {
        return key(CardCommand.PSAM_CREATE_KEY, 0x00, keyFileSfi, encryptedKey, 16);
    }

    /** @param encryptedKey Enc(use ‖ id ‖ 00 ‖ key), 16, 24 or 32 bytes */
    public static SecuredCommand changeKey(int keyFileSfi, byte[] encryptedKey) {
        return key(CardCommand.PSAM_CHANGE_KEY, 0x01, keyFileSfi, encryptedKey, 16);
    }

    /**
     * Derives a session key inside the PSAM.
     *
     * @param use levels left &lt;&lt; 5 | type; as many factors must follow as levels are left
     * @param factors 8 bytes each, level 3 first, then 2, then 1
     * @param random 8 bytes for DES, 16 for 16-byte algorithms
     */
    public static CommandApdu deliverySessionKey(int use, int keyId, List<byte[]> factors, byte[] random) {
        Parameter.between("number of factors", factors.size(), 1, 3);
        if (use >> 5 != factors.size()) {
            throw new IllegalArgumentException(
                    "use byte asks for " + (use >> 5) + " factors, " + factors.size() + " are given");
        }
        if (random.length != FACTOR && random.length != 2 * FACTOR) {
            throw new IllegalArgumentException("random has 8 or 16 bytes, not " + random.length);
        }
        return CardCommand.PSAM_DELIVERY_SESSION_KEY.apdu(
                Parameter.between("key use", use, 0, 0xFF),
                Parameter.between("key id", keyId, 0, 0xFF),
                Parameter.concat(concat(factors), random));
    }

    /** @param data whole blocks, 8 to 64 bytes, padded by the caller */
    public static CommandApdu cipherData(CipherMode mode, byte[] data) {
        Parameter.between("data", data, FACTOR, MAX_CIPHER_DATA);
        if (data.length % FACTOR != 0) {
            throw new IllegalArgumentException("data is whole blocks of 8 bytes, not " + data.length);
        }
        return CardCommand.PSAM_CIPHER_DATA.expecting(ANY_LENGTH, mode.code, 0x00, data);
    }

    /**
     * Answers terminal sequence 4 ‖ MAC1 4.
     *
     * @param card the card's answer to INITIALIZE FOR PURCHASE
     * @param time YYYYMMDDhhmmss
     * @param factors as for {@link #deliverySessionKey}
     */
    public static CommandApdu initSamForPurchase(
            PurchaseInitialisation card, long account, long selfPay, long pool, String time, List<byte[]> factors) {
        Parameter.between("number of factors", factors.size(), 1, 3);
        return CardCommand.PSAM_INIT_SAM_FOR_PURCHASE.expecting(
                8,
                0x01,
                0x00,
                Parameter.concat(
                        card.randomBytes(),
                        new byte[] {(byte) (card.sequence() >> 8), (byte) card.sequence()},
                        Parameter.amount("account amount", account),
                        Parameter.amount("self-pay amount", selfPay),
                        Parameter.amount("pool amount", pool),
                        Parameter.octet("type", MedicalCommands.TransactionType.PURCHASE.code()),
                        Parameter.digits("time", time, 14),
                        Parameter.octet("key version", card.keyVersion()),
                        Parameter.octet("algorithm", card.algorithm().code()),
                        concat(factors)));
    }

    /** Confirms the purchase to the PSAM. */
    public static CommandApdu creditSamForPurchase(byte[] mac2) {
        return CardCommand.PSAM_CREDIT_SAM_FOR_PURCHASE.apdu(0x00, 0x00, Parameter.exactly("MAC2", mac2, 4));
    }

    private static SecuredCommand key(CardCommand command, int p1, int sfi, byte[] encryptedKey, int min) {
        Parameter.between("encrypted key", encryptedKey, min, 32);
        if (encryptedKey.length % FACTOR != 0) {
            throw new IllegalArgumentException("encrypted key is whole blocks, not " + encryptedKey.length + " bytes");
        }
        return command.secured(p1, Parameter.between("key file", sfi, 1, MAX_SFI), encryptedKey);
    }

    private static byte[] concat(List<byte[]> factors) {
        factors.forEach(factor -> Parameter.exactly("factor", factor, FACTOR));
        return Parameter.concat(factors.toArray(byte[][]::new));
    }
}
