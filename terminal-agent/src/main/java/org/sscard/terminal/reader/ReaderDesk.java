package org.sscard.terminal.reader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The readers of this machine. A monitor of its own looks which ones are there and which cards lie in them
 * ({@code waitForChange} of PC/SC misses new readers and can hang, terminal interface §8); PSAM slots are not polled.
 */
public final class ReaderDesk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaderDesk.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration LONGEST_SHARING = Duration.ofSeconds(5);
    private static final Duration SHARING_PAUSE = Duration.ofMillis(2);

    private final List<ReaderSource> sources;
    private final RoleMap roleMap;
    private final Duration commandLimit;
    private final List<PresenceListener> listeners = new CopyOnWriteArrayList<>();
    private final List<LeaseListener> leaseListeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService monitor;
    private final ScheduledFuture<?> ticking;
    private final Map<String, Seen> lastSeen = new LinkedHashMap<>();
    private volatile Table table = new Table(Map.of(), Map.of());

    private record Seen(ReaderRole role, Presence presence) {}

    /** The readers and their roles at one moment. */
    private record Table(Map<String, ReaderLane> lanes, Map<String, ReaderRole> roles) {

        ReaderRole role(String name) {
            return roles.getOrDefault(name, ReaderRole.UNASSIGNED);
        }
    }

    /** @param commandLimit how long one command may take before its card counts as mute */
    public ReaderDesk(List<ReaderSource> sources, RoleMap roleMap, Duration commandLimit) {
        this.sources = List.copyOf(sources);
        this.roleMap = roleMap;
        this.commandLimit = commandLimit;
        this.monitor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "reader monitor");
            thread.setDaemon(true);
            return thread;
        });
        look();
        ticking = monitor.scheduleWithFixedDelay(this::look, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void addListener(PresenceListener listener) {
        listeners.add(listener);
    }

    public void removeListener(PresenceListener listener) {
        listeners.remove(listener);
    }

    public void addLeaseListener(LeaseListener listener) {
        leaseListeners.add(listener);
    }

    private void tellLease(String reader, boolean held) {
        leaseListeners.forEach(listener -> listener.changed(reader, held));
    }

    /** Commands sent to the cards of all readers that are there. */
    public long commands() {
        return table.lanes().values().stream().mapToLong(ReaderLane::commands).sum();
    }

    /** Every reader with what lies in it now. */
    public List<ReaderStatus> readers() {
        Table now = table;
        return now.lanes().values().stream()
                .map(lane -> new ReaderStatus(
                        lane.name(), now.role(lane.name()), presence(lane).orElse(Presence.empty(0)), lane.leased()))
                .toList();
    }

    /** What a reader serves; empty for one that is not there. */
    public Optional<ReaderRole> roleOf(String reader) {
        Table now = table;
        return now.lanes().containsKey(reader) ? Optional.of(now.role(reader)) : Optional.empty();
    }

    /** Whether a reader of this role is there, without a look at what lies in it. */
    public boolean serves(ReaderRole role) {
        return table.roles().containsValue(role);
    }

    /** Why readers may be missing, empty while every source answers. */
    public List<ErrorCode> problems() {
        return sources.stream()
                .map(ReaderSource::problem)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Takes the holder's card.
     *
     * @throws CodedException READER_NOT_FOUND, READER_ROLE_WRONG, READER_BUSY, READER_SERVICE_DOWN, CARD_ABSENT,
     *     CARD_MUTE, READER_LOST
     */
    public CardLease lease(CardPlace place) {
        if (!place.reader().isEmpty()) {
            return lease(named(place));
        }
        Table now = table;
        List<ReaderLane> candidates = place.roles().stream()
                .flatMap(role -> now.lanes().values().stream().filter(lane -> now.role(lane.name()) == role))
                .toList();
        ReaderLane first = candidates.stream()
                .findFirst()
                .orElseThrow(() -> problems().stream()
                        .findFirst()
                        .map(CodedException::new)
                        .orElseGet(() -> new CodedException(
                                ErrorCode.READER_NOT_FOUND, place.roles().get(0).name())));
        boolean choice = candidates.size() > 1 && place.roles().size() > 1;
        return lease(choice ? firstWithCard(candidates).orElse(first) : first);
    }

    private static Optional<ReaderLane> firstWithCard(List<ReaderLane> lanes) {
        return lanes.stream()
                .filter(lane -> presence(lane).map(Presence::cardPresent).orElse(false))
                .findFirst();
    }

    private static CardLease lease(ReaderLane lane) {
        try {
            return lane.lease();
        } catch (CardTransportException e) {
            throw TransportFailure.codedAtStart(e);
        }
    }

    /**
     * The card of the first reader of a role, empty when there is no such reader or nothing in it. It is shared by the sessions
     * of all readers, one after the other: who finds it in use waits a little.
     *
     * @throws CodedException READER_BUSY when it stays in use
     */
    public Optional<CardLease> leaseIfPresent(ReaderRole role) {
        Table now = table;
        return now.lanes().values().stream()
                .filter(lane -> now.role(lane.name()) == role)
                .filter(lane -> presence(lane).map(Presence::cardPresent).orElse(false))
                .findFirst()
                .map(ReaderDesk::sharedLease);
    }

    private static CardLease sharedLease(ReaderLane lane) {
        long deadline = System.nanoTime() + LONGEST_SHARING.toNanos();
        while (true) {
            try {
                return lease(lane);
            } catch (CodedException e) {
                if (e.code() != ErrorCode.READER_BUSY
                        || System.nanoTime() > deadline
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                LockSupport.parkNanos(SHARING_PAUSE.toNanos());
            }
        }
    }

    private ReaderLane named(CardPlace place) {
        Table now = table;
        String name = place.reader();
        ReaderLane lane = now.lanes().get(name);
        if (lane == null) {
            throw new CodedException(ErrorCode.READER_NOT_FOUND, name);
        }
        if (!place.roles().contains(now.role(name))) {
            throw new CodedException(ErrorCode.READER_ROLE_WRONG, name);
        }
        return lane;
    }

    private static Optional<Presence> presence(ReaderLane lane) {
        try {
            return Optional.of(lane.reader().presence());
        } catch (CardTransportException e) {
            return Optional.empty();
        }
    }

    /** One look at all sources; a failure of one look is not the end of the monitor. */
    private void look() {
        try {
            refreshReaders();
            tellChanges();
        } catch (RuntimeException e) {
            LOG.warn("Looking for readers failed; trying again", e);
        }
    }

    private void refreshReaders() {
        List<Reader> present = new ArrayList<>();
        for (ReaderSource source : sources) {
            present.addAll(source.readers());
        }
        Map<String, ReaderLane> lanes = new LinkedHashMap<>();
        for (Reader reader : present) {
            ReaderLane known = table.lanes().get(reader.name());
            lanes.put(reader.name(), known != null ? known : new ReaderLane(reader, commandLimit, this::tellLease));
        }
        Collection<ReaderLane> before = table.lanes().values();
        if (!lanes.keySet().equals(table.lanes().keySet())) {
            LOG.info("Readers: {}", lanes.keySet());
        }
        List<ReaderLane> gone =
                before.stream().filter(lane -> !lanes.containsKey(lane.name())).toList();
        table = new Table(lanes, roleMap.assign(present));
        gone.forEach(ReaderLane::close);
    }

    private void tellChanges() {
        Table now = table;
        tellGone(now);
        for (ReaderLane lane : now.lanes().values()) {
            ReaderRole role = now.role(lane.name());
            if (role == ReaderRole.PSAM || role == ReaderRole.UNASSIGNED) {
                continue;
            }
            Presence seen = presence(lane).orElse(Presence.empty(0));
            Seen before = lastSeen.put(lane.name(), new Seen(role, seen));
            if (before == null || !seen.equals(before.presence())) {
                listeners.forEach(listener -> listener.changed(lane.name(), role, seen));
            }
        }
    }

    /** A reader that went took its card with it. */
    private void tellGone(Table now) {
        List<String> gone = lastSeen.keySet().stream()
                .filter(name -> !now.lanes().containsKey(name))
                .toList();
        for (String name : gone) {
            Seen last = lastSeen.remove(name);
            if (last != null && last.presence().cardPresent()) {
                Presence empty = Presence.empty(last.presence().generation());
                listeners.forEach(listener -> listener.changed(name, last.role(), empty));
            }
        }
    }

    @Override
    public void close() {
        ticking.cancel(true);
        monitor.shutdownNow();
        table.lanes().values().forEach(ReaderLane::close);
        sources.forEach(ReaderSource::close);
    }
}
