package org.sscard.terminal.station.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.terminal.card.ScriptedCards;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.wire.issuer.v1.Answer;
import org.sscard.wire.issuer.v1.StationCommand;
import org.sscard.wire.issuer.v1.StationMessage;
import org.sscard.wire.issuer.v1.StationServiceGrpc;

/** The station against a bureau that speaks the real protocol over mutual TLS. */
class PersonalisationStationTest {

    private static final String BLANK = """
            {"kind": "blank", "transportKey": "404142434445464748494A4B4C4D4E4F",
             "atrHistoricalBytes": "0081544C968684211000A1B2C3"}
            """;
    private static final byte[] LIFE_CYCLE = HexFormat.of().parseHex("80CA009F01");

    @TempDir
    Path directory;

    private final ScriptedCards cards = new ScriptedCards();
    private final VirtualReader perso = new VirtualReader("perso", cards);
    private final VirtualReader user = new VirtualReader("user", new ScriptedCards());
    private final Bureau bureau = new Bureau();
    private Credentials server;
    private RpcConnection connection;
    private ReaderDesk desk;
    private PersonalisationStation station;
    private ServiceServer running;
    private int port;

    /** What the bureau heard, and its end of the line. */
    private static final class Bureau extends StationServiceGrpc.StationServiceImplBase {

        final BlockingQueue<StationMessage> heard = new LinkedBlockingQueue<>();
        volatile StreamObserver<StationCommand> line;
        volatile String caller;

        @Override
        public StreamObserver<StationMessage> serve(StreamObserver<StationCommand> commands) {
            line = commands;
            caller = Principal.current().account();
            return new StreamObserver<>() {
                @Override
                public void onNext(StationMessage message) {
                    heard.add(message);
                }

                @Override
                public void onError(Throwable failure) {
                    heard.clear();
                }

                @Override
                public void onCompleted() {
                    commands.onCompleted();
                }
            };
        }

        StationMessage next() throws InterruptedException {
            StationMessage message = heard.poll(20, SECONDS);
            assertThat(message).as("a message of the station").isNotNull();
            return message;
        }
    }

    @BeforeEach
    void open() throws Exception {
        InternalCa ca = InternalCa.open(directory.resolve("ca"), Clock.systemUTC(), new SecureRandom());
        server = ca.server("bureau", "127.0.0.1");
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        startBureau();
        connection = RpcConnection.to(running.url(), ca.client("desk-1", Role.STATION));
        RoleMap roles = new RoleMap(
                List.of(new RoleMap.Rule(java.util.regex.Pattern.compile("perso"), ReaderRole.PERSONALISATION)), true);
        desk = new ReaderDesk(List.of(() -> List.of(user, perso)), roles, Duration.ofSeconds(10));
        station = new PersonalisationStation("desk-1", connection, desk);
        station.start();
    }

    private void startBureau() {
        running = ServiceServer.builder(new ServerConfig("127.0.0.1", port, List.of(), ServerConfig.Tls.of(server)))
                .grpc(bureau)
                .roles(RoleTable.builder()
                        .allow(StationServiceGrpc.getServiceDescriptor(), Role.STATION)
                        .build())
                .start();
    }

    @AfterEach
    void close() {
        station.close();
        desk.close();
        connection.close();
        running.close();
    }

    private void hello() throws InterruptedException {
        StationMessage first = bureau.next();
        assertThat(first.getHello().getStation()).isEqualTo("desk-1");
        assertThat(first.getHello().getReadersList()).containsExactly("perso");
        StationMessage presence = bureau.next();
        assertThat(presence.getPresence().getReader()).isEqualTo("perso");
    }

    private Answer order(StationCommand.Builder command) throws InterruptedException {
        bureau.line.onNext(command.build());
        return bureau.next().getAnswer();
    }

    private static StationCommand.Builder apdu(long id, String reader) {
        return StationCommand.newBuilder().setId(id).setReader(reader).setApdu(ByteString.copyFrom(LIFE_CYCLE));
    }

    @Test
    void blankCard_isToldAndDrivenByTheBureau() throws Exception {
        hello();
        assertThat(bureau.caller).isEqualTo("desk-1");
        byte[] atr = perso.insert(BLANK);
        StationMessage inserted = bureau.next();
        assertThat(inserted.getPresence().getPresent()).isTrue();
        assertThat(inserted.getPresence().getAtr().toByteArray()).isEqualTo(atr);
        Answer answer = order(apdu(7, "perso"));
        assertThat(answer.getId()).isEqualTo(7);
        assertThat(answer.getResponse().toByteArray()).isEqualTo(HexFormat.of().parseHex("009000"));
        Answer reset =
                order(StationCommand.newBuilder().setId(8).setReader("perso").setReset(true));
        assertThat(reset.getResponse().toByteArray()).isEqualTo(atr);
        perso.remove();
        assertThat(bureau.next().getPresence().getPresent()).isFalse();
        assertThat(order(apdu(9, "perso")).getFailure()).isEqualTo("CARD_ABSENT");
    }

    @Test
    void userReader_isOutOfReachForTheBureau() throws Exception {
        hello();
        user.insert(BLANK);
        assertThat(order(apdu(1, "user")).getFailure()).isEqualTo("READER_ROLE_WRONG");
    }

    @Test
    void brokenSession_isNotContinuedBeforeAReset() throws Exception {
        hello();
        perso.insert(BLANK);
        bureau.next();
        cards.breakAt(1, true, () -> {});
        assertThat(order(apdu(1, "perso")).getFailure()).isEqualTo("CARD_REMOVED");
        assertThat(order(apdu(2, "perso")).getFailure()).isEqualTo("CARD_RESET");
        assertThat(order(StationCommand.newBuilder().setId(3).setReader("perso").setReset(true))
                        .getResponse()
                        .isEmpty())
                .isFalse();
        assertThat(order(apdu(4, "perso")).getResponse().toByteArray())
                .isEqualTo(HexFormat.of().parseHex("009000"));
    }

    @Test
    void malformedApdu_isRefusedWithoutReachingTheCard() throws Exception {
        hello();
        perso.insert(BLANK);
        bureau.next();
        Answer answer = order(
                StationCommand.newBuilder().setId(1).setReader("perso").setApdu(ByteString.copyFrom(new byte[] {0, 1, 2
                })));
        assertThat(answer.getFailure()).isEqualTo("REQUEST_INVALID");
        assertThat(cards.commands()).isEmpty();
    }

    @Test
    void bureauGoneAndBack_isCalledAgain() throws Exception {
        hello();
        running.close();
        await().atMost(20, SECONDS).until(() -> !station.up());
        bureau.heard.clear();
        startBureau();
        hello();
        perso.insert(BLANK);
        assertThat(bureau.next().getPresence().getPresent()).isTrue();
    }
}
