package org.sscard.terminal.pcsc;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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

/**
 * The readers of pcscd. Looking uses one context that is made anew whenever it fails, so that a restarted pcscd is seen at
 * the next look; every card session has a context of its own.
 */
public final class PcscReaders implements ReaderSource {

    private static final Logger LOG = LoggerFactory.getLogger(PcscReaders.class);
    private static final long LOOK_LIMIT_SECONDS = 2;

    private final @Nullable PcscLibrary library;
    private final Map<String, PcscReader> known = new LinkedHashMap<>();
    private final ReentrantLock looking = new ReentrantLock();
    private @Nullable PcscContext context;
    private volatile @Nullable ErrorCode problem;

    public PcscReaders() {
        this.library = PcscLibrary.find().orElse(null);
        this.problem = library == null ? ErrorCode.READER_SERVICE_DOWN : null;
    }

    @Override
    public List<? extends Reader> readers() {
        try {
            List<String> names = look(PcscContext::readers);
            known.keySet().retainAll(names);
            names.forEach(name -> known.computeIfAbsent(name, PcscReader::new));
            healthy();
        } catch (CardTransportException e) {
            known.clear();
            unhealthy(e);
        }
        return List.copyOf(known.values());
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
            problem = ErrorCode.READER_SERVICE_DOWN;
        }
    }

    @Override
    public @Nullable ErrorCode problem() {
        return problem;
    }

    /** One short question to pcscd. A context that failed is dropped; a new one is tried once, at once. */
    private <T> T look(Function<PcscContext, T> question) {
        PcscLibrary present = library;
        if (present == null) {
            throw new CardTransportException(Kind.READER_LOST, "no PC/SC library on this machine");
        }
        if (!acquire()) {
            throw new CardTransportException(Kind.READER_LOST, "pcscd does not answer");
        }
        try {
            PcscContext old = context;
            if (old != null) {
                try {
                    return question.apply(old);
                } catch (PcscException e) {
                    old.close();
                    context = null;
                }
            }
            PcscContext fresh = PcscContext.establish(present);
            context = fresh;
            return question.apply(fresh);
        } catch (PcscException e) {
            throw new CardTransportException(Kind.READER_LOST, String.valueOf(e.getMessage()), e);
        } finally {
            looking.unlock();
        }
    }

    private boolean acquire() {
        try {
            return looking.tryLock(LOOK_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (!acquire()) {
            return;
        }
        try {
            PcscContext old = context;
            context = null;
            if (old != null) {
                old.close();
            }
        } finally {
            looking.unlock();
        }
    }

    private final class PcscReader implements Reader {

        private final String name;
        private @Nullable PcscCardTransport last;

        PcscReader(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Presence presence() {
            return look(asked -> asked.presence(name));
        }

        @Override
        public CardTransport connect() {
            PcscLibrary present = library;
            if (present == null) {
                throw new CardTransportException(Kind.READER_LOST, "no PC/SC library on this machine");
            }
            PcscCardTransport card = PcscCardTransport.connect(present, name);
            if (last != null && last.failed()) {
                card.reset();
            }
            last = card;
            return card;
        }
    }
}
