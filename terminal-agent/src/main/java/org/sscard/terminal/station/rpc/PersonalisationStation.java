package org.sscard.terminal.station.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.terminal.feed.rpc.IssuerStream;
import org.sscard.terminal.reader.Presence;
import org.sscard.terminal.reader.PresenceListener;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.wire.issuer.v1.Answer;
import org.sscard.wire.issuer.v1.CardPresence;
import org.sscard.wire.issuer.v1.StationCommand;
import org.sscard.wire.issuer.v1.StationHello;
import org.sscard.wire.issuer.v1.StationMessage;
import org.sscard.wire.issuer.v1.StationServiceGrpc;

/**
 * Station mode (制卡工位): this agent opens the stream to the issuer with the station's certificate and relays APDUs to its
 * PERSONALISATION readers, and to no other. Nothing of this can be reached through the local API.
 */
public final class PersonalisationStation implements AutoCloseable, PresenceListener {

    private static final Logger LOG = LoggerFactory.getLogger(PersonalisationStation.class);

    private final String station;
    private final RpcConnection issuer;
    private final ReaderDesk readers;
    private final IssuerStream stream;
    private final Map<String, StationReader> stationReaders = new ConcurrentHashMap<>();
    private volatile @Nullable Line line;

    /** @param station the name that the bureau knows */
    public PersonalisationStation(String station, RpcConnection issuer, ReaderDesk readers) {
        this.station = station;
        this.issuer = issuer;
        this.readers = readers;
        this.stream = new IssuerStream("station " + station, this::connect);
    }

    public void start() {
        readers.addListener(this);
        stream.start();
    }

    public boolean up() {
        return stream.up();
    }

    private void connect() {
        List<ReaderStatus> mine = personalisationReaders();
        Line opened = new Line();
        opened.begin(
                issuer.streamStub(StationServiceGrpc.StationServiceStub.class).serve(opened),
                mine.stream().map(ReaderStatus::name).toList());
        line = opened;
        personalisationReaders().forEach(status -> opened.presence(status.name(), status.presence()));
    }

    private List<ReaderStatus> personalisationReaders() {
        return readers.readers().stream()
                .filter(status -> status.role() == ReaderRole.PERSONALISATION)
                .toList();
    }

    @Override
    public void changed(String reader, ReaderRole role, Presence presence) {
        if (role != ReaderRole.PERSONALISATION) {
            return;
        }
        StationReader known = stationReaders.get(reader);
        if (known != null) {
            known.release();
        }
        Line present = line;
        if (present != null) {
            present.presence(reader, presence);
        }
    }

    private void releaseAll() {
        stationReaders.values().forEach(StationReader::release);
    }

    @Override
    public void close() {
        readers.removeListener(this);
        stream.close();
        Line present = line;
        if (present != null) {
            present.end();
        }
        stationReaders.values().forEach(StationReader::close);
    }

    /** One stream, from its hello to its end. */
    private final class Line implements StreamObserver<StationCommand> {

        private final Map<String, Presence> told = new HashMap<>();
        private @Nullable StreamObserver<StationMessage> outgoing;
        private boolean over;

        /** The issuer hears who we are before anything else. */
        synchronized void begin(StreamObserver<StationMessage> observer, List<String> readerNames) {
            outgoing = observer;
            send(StationMessage.newBuilder()
                    .setHello(StationHello.newBuilder().setStation(station).addAllReaders(readerNames))
                    .build());
        }

        /** Each card is told once; one that took the place of another is told as its removal and a new card. */
        synchronized void presence(String reader, Presence now) {
            Presence before = told.put(reader, now);
            if (now.equals(before)) {
                return;
            }
            if (before != null && before.cardPresent() && now.cardPresent()) {
                send(message(reader, Presence.empty(now.generation())));
            }
            send(message(reader, now));
        }

        private static StationMessage message(String reader, Presence presence) {
            return StationMessage.newBuilder()
                    .setPresence(CardPresence.newBuilder()
                            .setReader(reader)
                            .setPresent(presence.cardPresent())
                            .setAtr(ByteString.copyFrom(presence.atr())))
                    .build();
        }

        synchronized void send(StationMessage message) {
            if (outgoing != null && !over) {
                try {
                    outgoing.onNext(message);
                } catch (IllegalStateException e) {
                    LOG.debug("The stream ended while a message was on its way");
                }
            }
        }

        synchronized void end() {
            if (outgoing != null && !over) {
                over = true;
                outgoing.onCompleted();
            }
        }

        @Override
        public void onNext(StationCommand command) {
            stream.alive();
            stationReaders
                    .computeIfAbsent(command.getReader(), name -> new StationReader(name, readers))
                    .execute(command, answer -> send(answer(answer)));
        }

        private StationMessage answer(Answer answer) {
            return StationMessage.newBuilder().setAnswer(answer).build();
        }

        @Override
        public void onError(Throwable failure) {
            lost(failure.getMessage() == null ? failure : failure.getMessage());
        }

        @Override
        public void onCompleted() {
            lost("closed by the issuer");
        }

        private void lost(Object reason) {
            synchronized (this) {
                over = true;
            }
            releaseAll();
            stream.ended(reason);
        }
    }
}
