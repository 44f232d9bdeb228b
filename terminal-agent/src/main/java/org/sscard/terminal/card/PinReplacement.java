package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.pin.Pin;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.pin.PinRequest.Purpose;
import org.sscard.terminal.reader.ReaderPad;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The card gets another PIN, or its tries back (flow 4 of card specification §7). The holder enters the new one twice; the
 * card is asked only when both are the same.
 */
final class PinReplacement {

    private static final int TERMINAL_DATA_LENGTH = 8;
    static final String TERMINAL_KEY = "PUK";
    static final String SECURE_MESSAGING_KEY = "STK";
    static final byte[] UNBLOCK = {(byte) 0x84, 0x24, 0x00, 0x00};
    static final byte[] RELOAD = {(byte) 0x84, 0x24, 0x00, 0x01};

    private final PinPad pad;
    private final SecureRandom random;

    PinReplacement(PinPad pad, SecureRandom random) {
        this.pad = pad;
        this.random = random;
    }

    /**
     * CHANGE PIN: the present PIN and the new one.
     *
     * @throws CodedException PIN_DIFFERS, PIN_WRONG with the tries left, PIN_BLOCKED and those of the pad
     */
    void change(OpenCard card, Mismatch mismatch) {
        PinRequest request = PinRequest.of(Purpose.CURRENT);
        OptionalInt tries = PinEntry.requireTriesLeft(card);
        Optional<ReaderPad> readersOwn = card.pad();
        if (readersOwn.isPresent()) {
            PinEntry.requireAccepted(
                    CardCommand.CHANGE_PIN, PinEntry.entered(readersOwn.get().change()));
            return;
        }
        try (Pin current = pad.ask(tries.isPresent() ? request.withTriesLeft(tries.getAsInt()) : request)) {
            StatusWord status = replaced(
                    mismatch,
                    replacement -> current.encoded(old -> replacement.encoded(
                            fresh -> PinEntry.transmit(card, SecurityCommands.changePin(old, fresh)))));
            PinEntry.requireAccepted(CardCommand.CHANGE_PIN, status);
        }
    }

    /**
     * PIN CHANGE/UNBLOCK with a new PIN, which nobody but the pad and the authority sees. The holder is asked when the card
     * has accepted the terminal.
     *
     * @throws CodedException PIN_DIFFERS, CARD_KEY_REFUSED, those of the pad and of the authority
     */
    void reload(OpenCard card, CryptogramAuthority authority, Mismatch mismatch) {
        proveTerminal(card, authority);
        KeyDefinition key = card.layout().key(SECURE_MESSAGING_KEY);
        byte[] field =
                replaced(mismatch, fresh -> authority.pinReload(key, card.identity(), card.challenge(), RELOAD, fresh));
        send(card, RELOAD, field);
    }

    /** PIN CHANGE/UNBLOCK: the tries are set back, the PIN stays. */
    void unblock(OpenCard card, CryptogramAuthority authority) {
        proveTerminal(card, authority);
        KeyDefinition key = card.layout().key(SECURE_MESSAGING_KEY);
        send(card, UNBLOCK, authority.commandMac(key, card.identity(), card.challenge(), UNBLOCK));
    }

    private void proveTerminal(OpenCard card, CryptogramAuthority authority) {
        byte[] terminalData = new byte[TERMINAL_DATA_LENGTH];
        random.nextBytes(terminalData);
        card.authenticateExternally(authority, card.layout().key(TERMINAL_KEY), terminalData);
    }

    /** Asks for the new PIN twice and uses it when both are the same. */
    <T> T replaced(Mismatch mismatch, Function<Pin, T> use) {
        Optional<T> done = replacedOnce(Purpose.REPLACEMENT, use);
        while (done.isEmpty()) {
            if (mismatch == Mismatch.REFUSE) {
                throw new CodedException(ErrorCode.PIN_DIFFERS);
            }
            done = replacedOnce(Purpose.REPLACEMENT_AGAIN, use);
        }
        return done.get();
    }

    /** Empty when the two entries differ. */
    private <T> Optional<T> replacedOnce(Purpose purpose, Function<Pin, T> use) {
        try (Pin replacement = pad.ask(PinRequest.of(purpose));
                Pin repeated = pad.ask(PinRequest.of(Purpose.REPEATED))) {
            return replacement.isSame(repeated) ? Optional.of(use.apply(replacement)) : Optional.empty();
        }
    }

    /**
     * Sends a secured PIN CHANGE/UNBLOCK.
     *
     * @param field wiped here
     */
    static void send(OpenCard card, byte[] header, byte[] field) {
        try {
            StatusWord status = PinEntry.transmit(
                    card,
                    CommandApdu.of(header[0] & 0xFF, header[1] & 0xFF, header[2] & 0xFF, header[3] & 0xFF, field));
            OpenCard.requireOk(CardCommand.PIN_CHANGE_UNBLOCK, status);
        } finally {
            Arrays.fill(field, (byte) 0);
        }
    }
}
