package org.sscard.launcher.card;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.sscard.issuer.producer.LineProgress;
import org.sscard.issuer.producer.ProductionLine;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.pcsc.PcscReaders;
import org.sscard.terminal.reader.Reader;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The readers of this machine as personalisation stations: each works on the card that lies in it, once a card. */
public final class ProductionReaders implements AutoCloseable {

    private static final long LOOK_MILLIS = 100;

    private final ProductionLine line;
    private final PcscReaders source = new PcscReaders();
    private final ExecutorService stations = Executors.newCachedThreadPool();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Set<String> done = ConcurrentHashMap.newKeySet();

    public ProductionReaders(ProductionLine line) {
        this.line = line;
    }

    /**
     * Works until every order is made, or the thread is interrupted.
     *
     * @param tell a line for each card
     */
    public LineProgress work(Consumer<String> tell) {
        try {
            while (line.progress().left() > 0 && !stations.isShutdown()) {
                look(tell);
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return line.progress();
    }

    private void look(Consumer<String> tell) {
        Set<String> empty = new HashSet<>();
        for (Reader reader : source.readers()) {
            if (!reader.presence().cardPresent()) {
                empty.add(reader.name());
            } else if (!done.contains(reader.name()) && busy.add(reader.name())) {
                Future<?> started = stations.submit(() -> station(reader, tell));
                if (started.isCancelled()) {
                    busy.remove(reader.name());
                }
            }
        }
        done.removeAll(empty);
    }

    private void station(Reader reader, Consumer<String> tell) {
        try (CardTransport card = reader.connect()) {
            Optional<ProductionLine.Done> made = line.work(card);
            made.ifPresent(end -> tell.accept(reader.name() + "\t" + end.order() + "\t"
                    + end.verdict().ending() + "\t" + end.verdict().reason()));
            done.add(reader.name());
        } catch (CodedException e) {
            tell.accept(reader.name() + "\t" + e.code() + "\t" + e.zh());
            done.add(reader.name());
            if (e.code() == ErrorCode.PRODUCTION_DISK_FULL) {
                stations.shutdown();
            }
        } catch (CardTransportException e) {
            // Pulled out or mute: the journal says so, and the card is found out when it comes again.
            tell.accept(reader.name() + "\t" + e.kind());
        } finally {
            busy.remove(reader.name());
        }
    }

    @Override
    public void close() {
        stations.shutdown();
        try {
            if (!stations.awaitTermination(1, TimeUnit.MINUTES)) {
                stations.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
