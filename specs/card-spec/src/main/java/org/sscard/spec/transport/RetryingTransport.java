package org.sscard.spec.transport;

import java.util.Arrays;
import java.util.List;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.CommandScope;

/**
 * Sends a read that changes nothing a second time when the card was mute. Never a PIN, a key or money, and never after
 * a reset or removal: the selected application would be another one, and the same read would return other data.
 */
public final class RetryingTransport implements CardTransport {

    private final CardTransport inner;
    private final List<CommandScope> scopes;

    /** @param scopes whose commands this card understands; decides which APDU is a read */
    public RetryingTransport(CardTransport inner, CommandScope... scopes) {
        this.inner = inner;
        this.scopes = List.copyOf(Arrays.asList(scopes));
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        try {
            return inner.transmit(command);
        } catch (CardTransportException failure) {
            if (failure.kind() != CardTransportException.Kind.CARD_MUTE || !mayBeRepeated(command)) {
                throw failure;
            }
            return inner.transmit(command);
        }
    }

    private boolean mayBeRepeated(CommandApdu command) {
        return CardCommand.identify(command, scopes.toArray(CommandScope[]::new))
                .filter(known -> known.mayBeRepeated(command))
                .isPresent();
    }

    @Override
    public byte[] atr() {
        return inner.atr();
    }

    @Override
    public byte[] reset() {
        return inner.reset();
    }

    @Override
    public void close() {
        inner.close();
    }
}
