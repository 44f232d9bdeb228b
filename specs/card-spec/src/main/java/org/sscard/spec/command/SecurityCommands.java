package org.sscard.spec.command;

import java.util.Arrays;
import org.sscard.spec.apdu.CommandApdu;

/** Authentication, PIN and blocking (§6). Cryptograms and MACs come from whoever holds the keys. */
public final class SecurityCommands {

    private static final int BLOCK = 8;
    private static final int MAX_VERSION = 3;

    private SecurityCommands() {}

    /** @param length 4, 8 or 16 bytes; the challenge serves once */
    public static CommandApdu getChallenge(int length) {
        if (length != 4 && length != BLOCK && length != 2 * BLOCK) {
            throw new IllegalArgumentException("a challenge has 4, 8 or 16 bytes, not " + length);
        }
        return CardCommand.GET_CHALLENGE.expecting(length, 0x00, 0x00);
    }

    /**
     * The card answers 8 bytes: data encrypted under the session of IRK (§5.2).
     *
     * @param factor 8 bytes from which the session key is derived
     * @param data 8 bytes
     */
    public static CommandApdu internalAuthentication(byte[] factor, byte[] data) {
        return CardCommand.INTERNAL_AUTHENTICATION.expecting(BLOCK, 0x00, 0x00, pair("factor", factor, "data", data));
    }

    /** With a key version other than the first. */
    public static CommandApdu internalAuthentication(byte[] factor, byte[] data, int version) {
        return CardCommand.INTERNAL_AUTHENTICATION.expecting(
                BLOCK, 0x00, 0x00, Parameter.concat(pair("factor", factor, "data", data), version(version)));
    }

    /**
     * Uses up the last challenge.
     *
     * @param keyId id of the key table; bit 8 set for keys of the current application
     * @param cryptogram 8 bytes
     * @param terminalData the 8 bytes that the cryptogram encrypts
     */
    public static CommandApdu externalAuthentication(int keyId, byte[] cryptogram, byte[] terminalData) {
        return CardCommand.EXTERNAL_AUTHENTICATION.apdu(
                0x00,
                Parameter.between("key id", keyId, 0, 0xFF),
                pair("cryptogram", cryptogram, "terminal data", terminalData));
    }

    /** With a key version other than the first. */
    public static CommandApdu externalAuthentication(int keyId, byte[] cryptogram, byte[] terminalData, int version) {
        return CardCommand.EXTERNAL_AUTHENTICATION.apdu(
                0x00,
                Parameter.between("key id", keyId, 0, 0xFF),
                Parameter.concat(pair("cryptogram", cryptogram, "terminal data", terminalData), version(version)));
    }

    /** @param pin as {@link PinBlock#encode} makes it */
    public static CommandApdu verify(byte[] pin) {
        return CardCommand.VERIFY.apdu(0x00, 0x00, Parameter.between("PIN", pin, 2, 8));
    }

    /** Asks for the tries left without using one: 9000 when the card has no PIN, else 63Cx. */
    public static CommandApdu queryPinTries() {
        return CardCommand.VERIFY.apdu(0x00, 0x00);
    }

    /** Both PINs as {@link PinBlock#encode} makes them; the command is the caller's to erase, no other copy is left. */
    public static CommandApdu changePin(byte[] current, byte[] replacement) {
        byte[] both = Parameter.concat(
                Parameter.between("current PIN", current, 2, 8),
                new byte[] {(byte) 0xFF},
                Parameter.between("new PIN", replacement, 2, 8));
        try {
            return CardCommand.CHANGE_PIN.apdu(0x01, 0x00, both);
        } finally {
            Arrays.fill(both, (byte) 0);
        }
    }

    /** Sets the tries back; after external authentication with PUK and a fresh challenge. */
    public static SecuredCommand unblockPin() {
        return CardCommand.PIN_CHANGE_UNBLOCK.secured(0x00, 0x00);
    }

    /**
     * Replaces the PIN and sets the tries back.
     *
     * @param encryptedPin 8 or 16 bytes, or 16 for 16-byte algorithms: Enc(LD ‖ PIN ‖ padding) under the STK session
     */
    public static SecuredCommand reloadPin(byte[] encryptedPin) {
        if (encryptedPin.length != BLOCK && encryptedPin.length != 2 * BLOCK) {
            throw new IllegalArgumentException("an encrypted PIN has 8 or 16 bytes, not " + encryptedPin.length);
        }
        return CardCommand.PIN_CHANGE_UNBLOCK.secured(0x00, 0x01, encryptedPin);
    }

    /** Blocks the current application for good; after external authentication with its lock key. */
    public static SecuredCommand applicationBlock() {
        return CardCommand.APPLICATION_BLOCK.secured(0x00, 0x01);
    }

    /** Blocks the card for good; after external authentication with BK. */
    public static SecuredCommand cardBlock() {
        return CardCommand.CARD_BLOCK.secured(0x00, 0x00);
    }

    private static byte[] pair(String firstName, byte[] first, String secondName, byte[] second) {
        return Parameter.concat(
                Parameter.exactly(firstName, first, BLOCK), Parameter.exactly(secondName, second, BLOCK));
    }

    private static byte[] version(int version) {
        return Parameter.octet("key version", Parameter.between("key version", version, 1, MAX_VERSION));
    }
}
