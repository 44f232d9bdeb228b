package org.sscard.issuer;

import java.util.Arrays;
import java.util.HexFormat;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.FileCommands;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.transport.CardTransport;

/** What a window does with a card, as far as the tests of the key service need it. */
final class CardAtWindow {

    private static final HexFormat HEX = HexFormat.of();

    private final CardTransport card;

    CardAtWindow(CardTransport card) {
        this.card = card;
    }

    byte[] historicalBytes() {
        byte[] atr = card.atr();
        return Arrays.copyOfRange(atr, atr.length - 13, atr.length);
    }

    byte[] identificationCode() {
        send(FileCommands.selectByName(HEX.parseHex("7378312E73682EC9E7BBE1B1A3D5CF")));
        byte[] record = send(FileCommands.readRecord(5, 1));
        return Arrays.copyOfRange(record, 2, 18);
    }

    /** INTERNAL AUTHENTICATION in the SSSE. */
    byte[] answer(byte[] challenge) {
        return send(SecurityCommands.internalAuthentication(
                Arrays.copyOf(challenge, 8), Arrays.copyOfRange(challenge, 8, 16)));
    }

    /** Verifies PIN 123456 and debits; answers the TAC. */
    byte[] debit(CardKeys keys, MedicalTransaction.Purchase purchase) {
        send(CommandApdu.parse(HEX.parseHex("0020000003123456")));
        send(FileCommands.selectByName(HEX.parseHex("D15600000503")));
        byte[] initialised = send(MedicalCommands.initializeForPurchase(
                1, purchase.accountFen(), purchase.selfPayFen(), purchase.pooledFen(), purchase.terminal()));
        int sequence = (initialised[14] & 0xFF) << 8 | (initialised[15] & 0xFF);
        byte[] random = Arrays.copyOfRange(initialised, initialised.length - 4, initialised.length);
        byte[] mac1 = keys.purchaseMac1(1, random, sequence, purchase);
        byte[] terminalSequence = HEX.parseHex(String.format("%08X", purchase.terminalSequence()));
        byte[] proof = send(MedicalCommands.debitForPurchase(terminalSequence, purchase.time(), mac1));
        return Arrays.copyOf(proof, 4);
    }

    private byte[] send(CommandApdu command) {
        ResponseApdu response = card.transmit(command);
        if (!response.status().isOk()) {
            throw new IllegalStateException(command + " answered " + response.status());
        }
        return response.data();
    }
}
