package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.station.Station;
import org.sscard.issuer.station.StationLine;
import org.sscard.issuer.station.StationOrder;
import org.sscard.issuer.station.Stations;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.Answer;
import org.sscard.wire.issuer.v1.CardPresence;
import org.sscard.wire.issuer.v1.StationCommand;
import org.sscard.wire.issuer.v1.StationHello;
import org.sscard.wire.issuer.v1.StationMessage;
import org.sscard.wire.issuer.v1.StationServiceGrpc;

/** The stations' edge: one stream per station, begun by its hello. A station's name is its certificate's. */
public final class StationRpc extends StationServiceGrpc.StationServiceImplBase {

    private static final Logger LOG = LoggerFactory.getLogger(StationRpc.class);

    private final Stations stations;

    public StationRpc(Stations stations) {
        this.stations = stations;
    }

    @Override
    public StreamObserver<StationMessage> serve(StreamObserver<StationCommand> commands) {
        return new Connection(Principal.current().account(), commands);
    }

    private final class Connection implements StreamObserver<StationMessage>, StationLine {

        private final String account;
        private final StreamObserver<StationCommand> commands;
        private @Nullable Station station;
        private boolean over;

        Connection(String account, StreamObserver<StationCommand> commands) {
            this.account = account;
            this.commands = commands;
        }

        @Override
        public void onNext(StationMessage message) {
            switch (message.getMessageCase()) {
                case HELLO -> hello(message.getHello());
                case PRESENCE -> presence(message.getPresence());
                case ANSWER -> answer(message.getAnswer());
                case MESSAGE_NOT_SET -> refuse("message", "hello, presence, answer");
            }
        }

        private void hello(StationHello hello) {
            if (station != null || hello.getStation().isBlank()) {
                refuse("hello", "once, with a station");
            } else if (!hello.getStation().equals(account)) {
                // The certificate says who dials in; a station cannot speak for another one.
                refuse("station", account);
            } else {
                station = stations.connect(hello.getStation(), hello.getReadersList(), this);
            }
        }

        private void presence(CardPresence presence) {
            Station known = station;
            if (known == null) {
                refuse("hello", "first");
            } else if (presence.getPresent()) {
                stations.inserted(known, presence.getReader(), presence.getAtr().toByteArray());
            } else {
                stations.removed(known, presence.getReader());
            }
        }

        private void answer(Answer answer) {
            Station known = station;
            if (known == null) {
                refuse("hello", "first");
            } else if (answer.getResultCase() == Answer.ResultCase.RESPONSE) {
                known.answered(answer.getId(), answer.getResponse().toByteArray());
            } else {
                known.failed(answer.getId(), answer.getFailure());
            }
        }

        @Override
        public synchronized void send(StationOrder order) {
            if (over) {
                throw new IllegalStateException("the stream is over");
            }
            commands.onNext(command(order));
        }

        private static StationCommand command(StationOrder order) {
            StationCommand.Builder command =
                    StationCommand.newBuilder().setId(order.id()).setReader(order.reader());
            if (order instanceof StationOrder.Transmit transmit) {
                command.setApdu(ByteString.copyFrom(transmit.command().bytes()));
            } else if (order instanceof StationOrder.Reset) {
                command.setReset(true);
            } else {
                command.setRelease(true);
            }
            return command.build();
        }

        @Override
        public synchronized void hangUp() {
            if (!over) {
                over = true;
                commands.onCompleted();
            }
        }

        private synchronized void refuse(String field, String wanted) {
            if (!over) {
                over = true;
                commands.onError(GrpcErrors.toStatus(new CodedException(ErrorCode.REQUEST_INVALID, field, wanted)));
            }
            gone();
        }

        @Override
        public void onError(Throwable failure) {
            LOG.info("line of station {} broke", account);
            synchronized (this) {
                over = true;
            }
            gone();
        }

        @Override
        public void onCompleted() {
            hangUp();
            gone();
        }

        private void gone() {
            Station known = station;
            if (known != null) {
                stations.disconnect(known);
            }
        }
    }
}
