package org.sscard.terminal.pcsc;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
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

    private static final int EVENT_BITS = 16;
    private static final Logger LOG = LoggerFactory.getLogger(PcscliteTerminal.class);

    private final LookingContext looking;
    private final String name;
    private final AtomicReference<@Nullable PcscContext> kept = new AtomicReference<>();
    private final ReaderSight sight = new ReaderSight();
    private final ReentrantLock opening = new ReentrantLock();
    private final AtomicInteger awakenings = new AtomicInteger();

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
        open();
        try {
            return connect(exclusive, protocols);
        } catch (PcscException e) {
            if (worthAwakening(e)) {
                return connectAwake(exclusive, protocols);
            }
            throw noCard(e) ? new CardNotPresentException("no card in " + name, e) : e;
        } finally {
            opening.unlock();
        }
    }

    /** Who was given up meanwhile does not connect any more. */
    private void open() throws CardException {
        try {
            opening.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardException("given up while another connection was made", e);
        }
    }

    private boolean worthAwakening(PcscException failure) throws PcscException {
        return noCard(failure) ? sight.lost(look(), System.nanoTime()) : mute(failure);
    }

    /** Once more, after pcscd was made to look and to power what lies there. */
    private Card connectAwake(boolean exclusive, int protocols) throws CardException {
        try {
            awaken();
            return connect(exclusive, protocols);
        } catch (PcscException e) {
            throw noCard(e) ? new CardNotPresentException("no card in " + name, e) : e;
        }
    }

    /** A direct connection needs no card; when it ends with the power off, pcscd asks the reader itself. */
    private void awaken() throws PcscException {
        LOG.debug("Reader {}: asking pcscd to look again", name);
        try (PcscContext context = PcscContext.establish(looking.library())) {
            PcscliteCard.powerOffDirectly(context, name);
        }
        if (look().present()) {
            awakenings.incrementAndGet();
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

    private static boolean mute(PcscException failure) {
        return PcscError.behind(failure)
                .filter(error ->
                        error == PcscError.SCARD_W_UNRESPONSIVE_CARD || error == PcscError.SCARD_W_UNPOWERED_CARD)
                .isPresent();
    }

    @Override
    public boolean isCardPresent() throws CardException {
        return state().present();
    }

    /** The card that lies there, without a session on it. */
    ReaderState state() throws CardException {
        ReaderState seen = look();
        if (sight.lost(seen, System.nanoTime()) && !opening.isLocked()) {
            awakenAside();
        }
        // A card that came unseen is another insertion, though pcscd did not count one.
        return new ReaderState(seen.atr(), seen.events() + (awakenings.get() << EVENT_BITS));
    }

    /** Who looks does not wait for a reader: one that hangs must not hide the others. */
    private void awakenAside() {
        Thread thread = new Thread(this::awakenIfFree, "awakening " + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void awakenIfFree() {
        if (!opening.tryLock()) {
            return;
        }
        try {
            awaken();
        } catch (PcscException e) {
            LOG.debug("Reader {} is not awakened: {}", name, e.getMessage());
        } finally {
            opening.unlock();
        }
    }

    /** What pcscd says, and no more. */
    ReaderState look() throws PcscException {
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
