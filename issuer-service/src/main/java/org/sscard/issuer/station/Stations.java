package org.sscard.issuer.station;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The stations that are connected now. Stations dial in; they are never dialled. */
public final class Stations implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Stations.class);

    private final Duration patience;
    private final Map<String, Station> connected = new ConcurrentHashMap<>();
    private final List<Consumer<Insertion>> listeners = new CopyOnWriteArrayList<>();

    /** @param patience how long a station may take over one APDU */
    public Stations(Duration patience) {
        this.patience = patience;
    }

    /** Is told of every card that comes, on the line's thread: it must not block. */
    public void onInsertion(Consumer<Insertion> listener) {
        listeners.add(listener);
    }

    /** Takes a station in. One that was connected under the same name is hung up: its line is dead or it started anew. */
    public Station connect(String name, List<String> readers, StationLine line) {
        Station station = new Station(name, readers, line, patience);
        Station before = connected.put(name, station);
        if (before != null) {
            before.hangUp();
        }
        LOG.info("station {} connected", station);
        return station;
    }

    public void disconnect(Station station) {
        if (connected.remove(station.name(), station)) {
            LOG.info("station {} gone", station);
        }
        station.lose();
    }

    public void inserted(Station station, String reader, byte[] atr) {
        Insertion card = station.inserted(reader, atr);
        listeners.forEach(listener -> listener.accept(card));
    }

    public void removed(Station station, String reader) {
        station.removed(reader);
    }

    /** By name. */
    public List<Station> connected() {
        return connected.values().stream()
                .sorted(Comparator.comparing(Station::name))
                .toList();
    }

    /** Every card that lies in a reader now. */
    public List<Insertion> cards() {
        return connected().stream().flatMap(station -> station.cards().stream()).toList();
    }

    @Override
    public void close() {
        connected().forEach(Station::hangUp);
        connected.clear();
    }
}
