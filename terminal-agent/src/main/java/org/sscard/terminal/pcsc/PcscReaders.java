package org.sscard.terminal.pcsc;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;
import org.sscard.terminal.reader.Presence;
import org.sscard.terminal.reader.Reader;
import org.sscard.terminal.reader.ReaderSource;
import org.sscard.wire.error.ErrorCode;

/** The PC/SC readers of this machine, through javax.smartcardio. */
public final class PcscReaders implements ReaderSource {

    private static final Logger LOG = LoggerFactory.getLogger(PcscReaders.class);
    private static final long LOOK_LIMIT_SECONDS = 2;
    private static final long SHORTEST_WAIT_MILLIS = 1;

    private final PcscFactory factory;
    private final Optional<ReaderPinEntry> pinEntry;
    private final Map<String, PcscReader> known = new LinkedHashMap<>();
    private final Map<String, Long> changes = new ConcurrentHashMap<>();
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable CardTerminals opened;
    private volatile @Nullable ErrorCode problem;

    /** Readers whose keys, if they have any, are not used. */
    public PcscReaders() {
        this(PcscFactory.ofThisMachine(), Optional.empty());
    }

    /**
     * @param padDigits how many digits a PIN has that is entered at a reader with keys, 4 to 16, even
     * @param padLimit for one entry there
     */
    public PcscReaders(int padDigits, Duration padLimit) {
        this(PcscFactory.ofThisMachine(), Optional.of(new ReaderPinEntry(padDigits, padLimit)));
    }

    PcscReaders(PcscFactory factory, Optional<ReaderPinEntry> pinEntry) {
        this.factory = factory;
        this.pinEntry = pinEntry;
    }

    @Override
    public List<? extends Reader> readers() {
        try {
            Map<String, CardTerminal> present = new LinkedHashMap<>();
            look(PcscReaders::list).forEach(terminal -> present.put(terminal.getName(), terminal));
            keepOnly(present.keySet());
            present.forEach((name, terminal) -> known.computeIfAbsent(name, unknown -> new PcscReader(terminal)));
            healthy();
        } catch (CardTransportException e) {
            keepOnly(Set.of());
            unhealthy(e);
        }
        return List.copyOf(known.values());
    }

    private void keepOnly(Set<String> present) {
        List<PcscReader> gone = known.values().stream()
                .filter(reader -> !present.contains(reader.name()))
                .toList();
        gone.forEach(PcscReader::release);
        known.values().removeAll(gone);
    }

    /** The JDK's provider tells the absence of readers as a failure. */
    private static List<CardTerminal> list(CardTerminals terminals) throws CardException {
        try {
            return terminals.list();
        } catch (CardException e) {
            if (PcscError.behind(e)
                    .filter(PcscError.SCARD_E_NO_READERS_AVAILABLE::equals)
                    .isPresent()) {
                return List.of();
            }
            throw e;
        }
    }

    private void healthy() {
        if (problem != null) {
            LOG.info("The PC/SC service answers again");
            problem = null;
        }
    }

    private void unhealthy(CardTransportException failure) {
        if (problem == null) {
            LOG.warn("The PC/SC service does not answer: {}", failure.getMessage());
            problem = PcscError.isRefusal(failure) ? ErrorCode.READER_ACCESS_REFUSED : ErrorCode.READER_SERVICE_DOWN;
        }
    }

    @Override
    public @Nullable ErrorCode problem() {
        return problem;
    }

    private interface Question<T> {
        T ask(CardTerminals terminals) throws CardException;
    }

    /** One short question to the PC/SC service. */
    private <T> T look(Question<T> question) {
        if (!acquire()) {
            throw new CardTransportException(Kind.READER_LOST, "the PC/SC service does not answer");
        }
        try {
            return question.ask(terminals());
        } catch (CardException | GeneralSecurityException e) {
            throw new CardTransportException(Kind.READER_LOST, PcscError.reason(e), e);
        } finally {
            looking.unlock();
        }
    }

    private CardTerminals terminals() throws GeneralSecurityException {
        CardTerminals terminals = opened;
        if (terminals == null) {
            terminals = factory.open().terminals();
            opened = terminals;
        }
        return terminals;
    }

    private boolean acquire() {
        try {
            return looking.tryLock(LOOK_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Counts what happened to each reader since the last look, so that a card swapped between two looks shows. */
    private void countChanges(CardTerminals terminals) throws CardException {
        try {
            if (terminals.waitForChange(SHORTEST_WAIT_MILLIS)) {
                count(terminals.list(CardTerminals.State.CARD_INSERTION));
                count(terminals.list(CardTerminals.State.CARD_REMOVAL));
            }
        } catch (IllegalStateException e) {
            throw new CardException("the last reader went away", e);
        }
    }

    private void count(List<CardTerminal> changed) {
        changed.forEach(terminal -> changes.merge(terminal.getName(), 1L, Long::sum));
    }

    @Override
    public void close() {
        if (!acquire()) {
            return;
        }
        try {
            keepOnly(Set.of());
            if (opened instanceof PcscliteTerminals ours) {
                ours.close();
            }
            opened = null;
        } finally {
            looking.unlock();
        }
    }

    private final class PcscReader implements Reader {

        private final CardTerminal terminal;

        PcscReader(CardTerminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public String name() {
            return terminal.getName();
        }

        @Override
        public Presence presence() {
            return look(terminal instanceof PcscliteTerminal ours ? all -> presence(ours) : this::presence);
        }

        /** pcscd counts the insertions and removals of a reader itself: one look tells all. */
        private static Presence presence(PcscliteTerminal terminal) throws CardException {
            ReaderState state = terminal.state();
            return state.atr() == null
                    ? Presence.empty(state.events())
                    : Presence.of(state.atr().getBytes(), state.events());
        }

        /**
         * The JDK's provider tells changes only to who waits for them, and the answer to reset only in a session. Looks again
         * when something happened meanwhile, so that a card that comes just then counts once.
         */
        private Presence presence(CardTerminals terminals) throws CardException {
            boolean present;
            long generation;
            do {
                generation = generation();
                present = terminal.isCardPresent();
                countChanges(terminals);
            } while (generation != generation());
            return present ? Presence.of(new byte[0], generation) : Presence.empty(generation);
        }

        private long generation() {
            return changes.getOrDefault(name(), 0L);
        }

        @Override
        public CardTransport connect() {
            return PcscCardTransport.connect(terminal, pinEntry);
        }

        /** pcscd keeps nothing for a reader that went away. */
        void release() {
            if (terminal instanceof PcscliteTerminal ours) {
                ours.close();
            }
        }
    }
}
