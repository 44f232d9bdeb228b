package org.sscard.issuer.station;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;

/**
 * A connected personalisation station (制卡工位): its readers, the cards in them, and the orders that wait for an answer.
 * When the line goes, every waiting order ends as READER_LOST: what happened on the card is then unknown.
 */
public final class Station {

    private static final AtomicLong INSERTIONS = new AtomicLong();

    private final String name;
    private final Set<String> readers = new ConcurrentSkipListSet<>();
    private final StationLine line;
    private final Duration patience;
    private final AtomicLong orders = new AtomicLong();
    private final Map<Long, CompletableFuture<byte[]>> waiting = new ConcurrentHashMap<>();
    private final Map<String, Insertion> cards = new ConcurrentHashMap<>();
    private volatile boolean lost;

    /** @param patience how long one order may take */
    Station(String name, List<String> readers, StationLine line, Duration patience) {
        this.name = name;
        this.readers.addAll(readers);
        this.line = line;
        this.patience = patience;
    }

    public String name() {
        return name;
    }

    /** By name. */
    public List<String> readers() {
        return List.copyOf(readers);
    }

    public List<Insertion> cards() {
        return List.copyOf(cards.values());
    }

    /** Whether the card of this insertion still lies in its reader, as far as is known. */
    public boolean holds(Insertion insertion) {
        return !lost && insertion.equals(cards.get(insertion.reader()));
    }

    /** The card of an insertion, until it is taken out or the line goes. */
    public CardTransport transport(Insertion insertion) {
        return new StationTransport(this, insertion);
    }

    /** Lets a finished card be taken. */
    public void release(String reader) {
        line.send(new StationOrder.Release(orders.incrementAndGet(), reader));
    }

    /** A card came. Stations speak of personalisation readers only; one that was plugged in after the hello counts too. */
    Insertion inserted(String reader, byte[] atr) {
        readers.add(reader);
        Insertion insertion = new Insertion(
                this,
                reader,
                INSERTIONS.incrementAndGet(),
                HexFormat.of().withUpperCase().formatHex(atr));
        cards.put(reader, insertion);
        return insertion;
    }

    void removed(String reader) {
        cards.remove(reader);
    }

    public void answered(long orderId, byte[] response) {
        CompletableFuture<byte[]> order = waiting.remove(orderId);
        if (order != null) {
            order.complete(response);
        }
    }

    /** @param code of the error catalogue */
    public void failed(long orderId, String code) {
        CompletableFuture<byte[]> order = waiting.remove(orderId);
        if (order != null) {
            order.completeExceptionally(new CardTransportException(kind(code), "the station answered " + code));
        }
    }

    void lose() {
        lost = true;
        cards.clear();
        waiting.values()
                .forEach(order ->
                        order.completeExceptionally(new CardTransportException(Kind.READER_LOST, "station gone")));
        waiting.clear();
    }

    void hangUp() {
        line.hangUp();
        lose();
    }

    /** Sends an order and waits for its answer. */
    byte[] call(LongFunction<StationOrder> makeOrder) {
        StationOrder order = makeOrder.apply(orders.incrementAndGet());
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        waiting.put(order.id(), answer);
        if (lost) {
            lose();
        } else {
            send(order, answer);
        }
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new CardTransportException(Kind.CARD_MUTE, "no answer within " + patience, e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CardTransportException failure) {
                throw new CardTransportException(failure.kind(), String.valueOf(failure.getMessage()), failure);
            }
            throw new CardTransportException(Kind.READER_LOST, "station failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardTransportException(Kind.READER_LOST, "interrupted", e);
        } finally {
            waiting.remove(order.id());
        }
    }

    private void send(StationOrder order, CompletableFuture<byte[]> answer) {
        try {
            line.send(order);
        } catch (RuntimeException e) {
            answer.completeExceptionally(new CardTransportException(Kind.READER_LOST, "line broken", e));
        }
    }

    private static Kind kind(String code) {
        return switch (code) {
            case "CARD_REMOVED", "CARD_ABSENT", "CARD_DIFFERS" -> Kind.CARD_REMOVED;
            case "CARD_RESET" -> Kind.CARD_RESET;
            case "CARD_MUTE" -> Kind.CARD_MUTE;
            default -> Kind.READER_LOST;
        };
    }

    @Override
    public String toString() {
        return name + readers();
    }
}
