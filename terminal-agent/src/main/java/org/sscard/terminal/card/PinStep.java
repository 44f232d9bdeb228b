package org.sscard.terminal.card;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.KeyQuestion;
import org.sscard.terminal.authority.SecuredQuestion;
import org.sscard.terminal.reader.CardLease;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** PIN reload and unblock in three steps: the terminal's proof, the question for the secured command, the command. */
public final class PinStep extends CardStep {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int MAC_LENGTH = 4;
    /** Enc(LD ‖ PIN) is 8 or 16 bytes (card specification §5.3). */
    private static final int BLOCK = 8;

    private final KeyQuestion question;
    private final Optional<PinReplacement> replacement;
    private final byte[] header;
    private @Nullable SecuredQuestion secured;

    private PinStep(
            CardLease lease, OpenCard card, KeyQuestion question, Optional<PinReplacement> replacement, byte[] header) {
        super(lease, card);
        this.question = question;
        this.replacement = replacement;
        this.header = header.clone();
    }

    /**
     * @param replacement asks the holder for the new PIN; empty: the tries are set back and the PIN stays
     * @param terminalData 8 bytes for the proof of the terminal
     */
    static PinStep begin(CardLease lease, OpenCard card, Optional<PinReplacement> replacement, byte[] terminalData) {
        KeyQuestion question = KeyQuestion.of(
                card.layout().key(PinReplacement.TERMINAL_KEY), card.identity(), card.challenge(), terminalData);
        byte[] header = replacement.isPresent() ? PinReplacement.RELOAD : PinReplacement.UNBLOCK;
        return new PinStep(lease, card, question, replacement, header);
    }

    public KeyQuestion question() {
        return question;
    }

    /**
     * Proves the terminal, takes the new PIN where there is to be one and asks for the secured command. The PIN stands in
     * the answer in clear: only who accepts that may ask.
     *
     * @throws CodedException CARD_KEY_REFUSED, those of the pad
     */
    public SecuredQuestion proved(KeyAnswer answer) {
        return coded(() -> {
            card().proveTerminal(question.key(), answer.cryptogramBytes(), answer.dataBytes());
            String plain = replacement
                    .map(pins -> pins.replaced(Mismatch.REFUSE, pin -> pin.encoded(HEX::formatHex)))
                    .orElse("");
            SecuredQuestion asked = new SecuredQuestion(
                    card().layout().key(PinReplacement.SECURE_MESSAGING_KEY),
                    card().identity(),
                    HEX.formatHex(card().challenge()),
                    HEX.formatHex(header),
                    plain);
            secured = asked;
            return asked;
        });
    }

    /** Whether the second step was done. */
    public boolean isProved() {
        return secured != null;
    }

    /**
     * Sends the command. The header must be the one that was asked for: no other command gets through here.
     *
     * @param command header ‖ [ciphertext] ‖ MAC
     * @throws CodedException REQUEST_INVALID, CARD_REFUSED
     */
    public void finish(byte[] command) {
        int ciphertext = command.length - header.length - MAC_LENGTH;
        boolean fits = replacement.isPresent() ? ciphertext == BLOCK || ciphertext == 2 * BLOCK : ciphertext == 0;
        boolean ours = fits && Arrays.equals(command, 0, header.length, header, 0, header.length);
        if (!ours) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "command", "PIN CHANGE/UNBLOCK");
        }
        coded(() -> {
            PinReplacement.send(card(), header, Arrays.copyOfRange(command, header.length, command.length));
            return true;
        });
    }
}
