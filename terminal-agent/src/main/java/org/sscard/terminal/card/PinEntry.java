package org.sscard.terminal.card;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.terminal.pin.Pin;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.ReaderPad;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Takes the PIN from the pad to the card. The card alone counts the tries; a PIN is sent once, never again by itself. */
final class PinEntry {

    private static final int BLOCKED = 0x6983;
    private static final Map<Integer, ErrorCode> PAD_ANSWERS = Map.of(
            0x6400, ErrorCode.PIN_TIMEOUT,
            0x6401, ErrorCode.PIN_CANCELLED,
            0x6402, ErrorCode.PIN_DIFFERS,
            0x6403, ErrorCode.PIN_LENGTH);

    private final PinPad pad;

    PinEntry(PinPad pad) {
        this.pad = pad;
    }

    /**
     * Asks the card first (VERIFY without data, card specification §6), so that nobody types a PIN for a card that has none
     * or is blocked.
     *
     * @throws CodedException PIN_WRONG with the tries left, PIN_BLOCKED, PIN_CANCELLED, PIN_TIMEOUT, PIN_LENGTH
     */
    void verify(OpenCard card, PinRequest request) {
        OptionalInt tries = requireTriesLeft(card);
        if (tries.isEmpty()) {
            return;
        }
        Optional<ReaderPad> readersOwn = card.pad();
        if (readersOwn.isPresent()) {
            requireAccepted(CardCommand.VERIFY, entered(readersOwn.get().verify()));
            return;
        }
        try (Pin pin = pad.ask(request.withTriesLeft(tries.getAsInt()))) {
            requireAccepted(
                    CardCommand.VERIFY, pin.encoded(encoded -> transmit(card, SecurityCommands.verify(encoded))));
        }
    }

    /**
     * @return empty when the card has no PIN
     * @throws CodedException PIN_BLOCKED, CARD_REFUSED
     */
    static OptionalInt requireTriesLeft(OpenCard card) {
        StatusWord status = transmit(card, SecurityCommands.queryPinTries());
        requireNotBlocked(status);
        if (status.isTriesLeft()) {
            return OptionalInt.of(status.triesLeft());
        }
        OpenCard.requireOk(CardCommand.VERIFY, status);
        return OptionalInt.empty();
    }

    /**
     * What a reader's own pad answers in place of the card (PC/SC part 10).
     *
     * @throws CodedException PIN_TIMEOUT, PIN_CANCELLED, PIN_DIFFERS, PIN_LENGTH
     */
    static StatusWord entered(StatusWord status) {
        ErrorCode code = PAD_ANSWERS.get(status.value());
        if (code != null) {
            throw new CodedException(code);
        }
        return status;
    }

    /** @throws CodedException PIN_WRONG with the tries left, PIN_BLOCKED, CARD_REFUSED */
    static void requireAccepted(CardCommand command, StatusWord status) {
        requireNotBlocked(status);
        if (status.isTriesLeft()) {
            throw new CodedException(ErrorCode.PIN_WRONG, status.triesLeft());
        }
        OpenCard.requireOk(command, status);
    }

    private static void requireNotBlocked(StatusWord status) {
        if (status.value() == BLOCKED || (status.isTriesLeft() && status.triesLeft() == 0)) {
            throw new CodedException(ErrorCode.PIN_BLOCKED);
        }
    }

    /** The command carries a PIN: it is gone when the card has answered, or will not. */
    static StatusWord transmit(OpenCard card, CommandApdu command) {
        try {
            return card.transport().transmit(command).status();
        } finally {
            command.erase();
        }
    }
}
