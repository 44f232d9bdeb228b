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
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The card gets another PIN, or its tries back (flow 4 of card specification §7). The holder enters the new one twice; the
 * card is asked only when both are the same.
 */
final class PinReplacement {

    private static final int TERMINAL_DATA_LENGTH = 8;
    private static final byte[] UNBLOCK = {(byte) 0x84, 0x24, 0x00, 0x00};
    private static final byte[] RELOAD = {(byte) 0x84, 0x24, 0x00, 0x01};

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
        try (Pin current = pad.ask(tries.isPresent() ? request.withTriesLeft(tries.getAsInt()) : request)) {
            StatusWord status = replaced(
                    mismatch,
                    replacement -> current.encoded(old -> replacement.encoded(
                            fresh -> PinEntry.transmit(card, SecurityCommands.changePin(old, fresh)))));
            PinEntry.requireAccepted(CardCommand.CHANGE_PIN, status);
        }
    }

    /**
     * PIN CHANGE/UNBLOCK with a new PIN, which nobody but the pad and the authority sees.
     *
     * @throws CodedException PIN_DIFFERS, CARD_KEY_REFUSED, those of the pad and of the authority
     */
    void reload(OpenCard card, CryptogramAuthority authority, Mismatch mismatch) {
        StatusWord status = replaced(
                mismatch, replacement -> replacement.encoded(fresh -> secured(card, authority, RELOAD, fresh)));
        OpenCard.requireOk(CardCommand.PIN_CHANGE_UNBLOCK, status);
    }

    /** PIN CHANGE/UNBLOCK: the tries are set back, the PIN stays. */
    void unblock(OpenCard card, CryptogramAuthority authority) {
        OpenCard.requireOk(CardCommand.PIN_CHANGE_UNBLOCK, secured(card, authority, UNBLOCK, new byte[0]));
    }

    private StatusWord replaced(Mismatch mismatch, Function<Pin, StatusWord> use) {
        Optional<StatusWord> done = replacedOnce(Purpose.REPLACEMENT, use);
        while (done.isEmpty()) {
            if (mismatch == Mismatch.REFUSE) {
                throw new CodedException(ErrorCode.PIN_DIFFERS);
            }
            done = replacedOnce(Purpose.REPLACEMENT_AGAIN, use);
        }
        return done.get();
    }

    /** Empty when the two entries differ. */
    private Optional<StatusWord> replacedOnce(Purpose purpose, Function<Pin, StatusWord> use) {
        try (Pin replacement = pad.ask(PinRequest.of(purpose));
                Pin repeated = pad.ask(PinRequest.of(Purpose.REPEATED))) {
            return replacement.isSame(repeated) ? Optional.of(use.apply(replacement)) : Optional.empty();
        }
    }

    private StatusWord secured(OpenCard card, CryptogramAuthority authority, byte[] header, byte[] plain) {
        byte[] terminalData = new byte[TERMINAL_DATA_LENGTH];
        random.nextBytes(terminalData);
        card.authenticateExternally(authority, card.layout().key("PUK"), terminalData);
        KeyDefinition key = card.layout().key("STK");
        byte[] field = authority.secured(key, card.identity(), card.challenge(), header, plain);
        try {
            return PinEntry.transmit(card, CommandApdu.of(header[0] & 0xFF, header[1], header[2], header[3], field));
        } finally {
            Arrays.fill(field, (byte) 0);
        }
    }
}
