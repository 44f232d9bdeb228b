package org.sscard.terminal.pcsc;

import java.util.concurrent.atomic.AtomicReference;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardNotPresentException;
import javax.smartcardio.CardTerminal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reader of pcscd. Every connection is a new card with a context that nobody else uses meanwhile: pcscd answers one
 * question of a context at a time. A context that served well is kept for the next connection, for pcscd takes longer to
 * make one than to answer a command.
 */
final class PcscliteTerminal extends CardTerminal implements AutoCloseable {

    /** Put before a protocol, it asks for a card that no other program shares; the JDK's provider has no such thing. */
    static final String EXCLUSIVE = "EXCLUSIVE;";

    private static final Logger LOG = LoggerFactory.getLogger(PcscliteTerminal.class);

    private final LookingContext looking;
    private final String name;
    private final AtomicReference<@Nullable PcscContext> kept = new AtomicReference<>();

    PcscliteTerminal(LookingContext looking, String name) {
        this.looking = looking;
        this.name = name;
    }

    @Override
    public String getName() {
        return name;
    }

    /** @param protocol {@code T=0}, {@code T=1} or {@code *}, each also after {@value #EXCLUSIVE} */
    @Override
    public Card connect(String protocol) throws CardException {
        boolean exclusive = protocol.startsWith(EXCLUSIVE);
        int protocols = CardProtocol.mask(exclusive ? protocol.substring(EXCLUSIVE.length()) : protocol);
        try {
            return connect(exclusive, protocols);
        } catch (PcscException e) {
            throw noCard(e) ? new CardNotPresentException("no card in " + name, e) : e;
        }
    }

    /** A kept context may have died with its pcscd: whatever fails in it is tried once more in a new one. */
    private Card connect(boolean exclusive, int protocols) throws PcscException {
        PcscContext used = kept.getAndSet(null);
        if (used != null) {
            try {
                return PcscliteCard.connect(used, this::keep, name, exclusive, protocols);
            } catch (PcscException e) {
                LOG.debug("A kept context of {} failed: {}", name, e.getMessage());
            }
        }
        return PcscliteCard.connect(PcscContext.establish(looking.library()), this::keep, name, exclusive, protocols);
    }

    private void keep(PcscContext served) {
        PcscContext spare = kept.getAndSet(served);
        if (spare != null) {
            spare.close();
        }
    }

    /** Releases the kept context; a later connection makes a new one. */
    @Override
    public void close() {
        PcscContext spare = kept.getAndSet(null);
        if (spare != null) {
            spare.close();
        }
    }

    private static boolean noCard(PcscException failure) {
        return PcscError.behind(failure)
                .filter(error -> error == PcscError.SCARD_E_NO_SMARTCARD || error == PcscError.SCARD_W_REMOVED_CARD)
                .isPresent();
    }

    @Override
    public boolean isCardPresent() throws CardException {
        return state().present();
    }

    /** The card that lies there, without a session on it. */
    ReaderState state() throws CardException {
        return looking.look(context -> context.state(name));
    }

    @Override
    public boolean waitForCardPresent(long timeout) throws CardException {
        return BoundedLooks.until(this::isCardPresent, timeout);
    }

    @Override
    public boolean waitForCardAbsent(long timeout) throws CardException {
        return BoundedLooks.until(() -> !isCardPresent(), timeout);
    }

    @Override
    public String toString() {
        return "PC/SC terminal " + name;
    }
}
