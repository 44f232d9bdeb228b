package org.sscard.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.audit.AuditVerifier;
import org.sscard.issuer.perso.Bench;
import org.sscard.keys.crypto.Sm3Chain;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.AuthenticateRequest;
import org.sscard.wire.keys.v1.Authentication;
import org.sscard.wire.keys.v1.AuthorisePurchaseRequest;
import org.sscard.wire.keys.v1.AuthorisePurchaseResponse;
import org.sscard.wire.keys.v1.CardOfKeys;
import org.sscard.wire.keys.v1.CheckCardsRequest;
import org.sscard.wire.keys.v1.ConfirmPurchaseRequest;
import org.sscard.wire.keys.v1.InternalAuthentication;
import org.sscard.wire.keys.v1.KeyName;
import org.sscard.wire.keys.v1.KeyServiceGrpc.KeyServiceBlockingStub;
import org.sscard.wire.keys.v1.LoadKeyRequest;
import org.sscard.wire.keys.v1.PurchaseToAuthorise;
import org.sscard.wire.keys.v1.ReloadPinRequest;
import org.sscard.wire.keys.v1.SecureCommandRequest;
import org.sscard.wire.terminal.v1.CardAlgorithm;

/** The key service from outside, and a virtual card that says whether its answers are right. */
class KeyServiceTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final ByteString EIGHT = ByteString.copyFrom(HEX.parseHex("A1A2A3A4A5A6A7A8"));
    private static final String TERMINAL = "211002000042";

    @TempDir
    private static Path data;

    private static final List<AutoCloseable> OPENED = new ArrayList<>();
    private static IssuerService issuer;
    private static KeyServiceBlockingStub agent;

    @BeforeAll
    static void start() {
        IssuerConfig config = Configuration.defaults(
                Map.of(
                        "data", "\"" + data + "\"",
                        "server.port", "0",
                        "audit.digest", "SM3",
                        "keyService.derivationsPerMinute", "500",
                        "keyService.purchasesPerMinute", "3"),
                IssuerConfig.class);
        issuer = IssuerService.start(config, true, Clock.systemUTC(), new SecureRandom());
        agent = stub("agent-1", Role.AGENT);
    }

    @AfterAll
    static void stopAndReadTheLog() throws Exception {
        for (AutoCloseable connection : OPENED) {
            connection.close();
        }
        issuer.close();
        Path log = data.resolve("audit.log");
        assertThat(AuditVerifier.verify(log, Sm3Chain.digest()).isIntact()).isTrue();
        assertThat(Files.readString(data.resolve("audit.checkpoint"))).startsWith("sscard-checkpoint");
        assertThat(Files.readString(log)).contains("\tSM3\t", "AUTHENTICATE", "KEY_CALLER_REFUSED", "KEY_LIMIT_ALARM");
    }

    @Test
    void cryptogramOfTheService_opensTheCard_andItsAnswerIsChecked() {
        SimulatedCard card = Bench.activeCard();
        CardOfKeys keys = select(card);
        ByteString challenge = ByteString.copyFrom(send(card, "0084000008"));
        ByteString cryptogram = agent.authenticate(one(keys, "RKSSSE", challenge))
                .getCryptograms(0)
                .getCryptogram();
        send(card, "0082000A10" + hex(cryptogram) + hex(EIGHT));
        ByteString answer = ByteString.copyFrom(send(card, "0088000010" + hex(challenge) + hex(EIGHT) + "08"));
        InternalAuthentication genuine = InternalAuthentication.newBuilder()
                .setCard(keys)
                .setKey(KeyName.newBuilder().setName("IRK"))
                .setRandom(challenge)
                .setData(EIGHT)
                .setCryptogram(answer)
                .build();
        assertThat(agent.checkCards(CheckCardsRequest.newBuilder()
                                .addAnswers(genuine)
                                .addAnswers(genuine.toBuilder().setCryptogram(EIGHT))
                                .build())
                        .getGenuineList())
                .containsExactly(true, false);
    }

    @Test
    void pinReload_changesThePin_thatNobodyBetweenSaw() {
        SimulatedCard card = Bench.activeCard();
        CardOfKeys keys = select(card);
        ByteString challenge = ByteString.copyFrom(send(card, "0084000008"));
        String puk = hex(agent.authenticate(one(keys, "PUK", challenge))
                .getCryptograms(0)
                .getCryptogram());
        send(card, "0082000610" + puk + hex(EIGHT));
        ByteString fresh = ByteString.copyFrom(send(card, "0084000008"));
        String field = hex(agent.reloadPin(ReloadPinRequest.newBuilder()
                        .setCard(keys)
                        .setKey(KeyName.newBuilder().setName("STK"))
                        .setChallenge(fresh)
                        .setPin(ByteString.copyFromUtf8("730955"))
                        .build())
                .getDataField());
        send(card, "842400010C" + field);
        send(card, "0020000003730955");
    }

    @Test
    void secureCommand_isMadeForListedHeadersOnly() {
        CardOfKeys keys = select(Bench.activeCard());
        SecureCommandRequest unblock = SecureCommandRequest.newBuilder()
                .setCard(keys)
                .setKey(KeyName.newBuilder().setName("STK"))
                .setChallenge(random())
                .setHeader(ByteString.copyFrom(HEX.parseHex("84240000")))
                .build();
        assertThat(agent.secureCommand(unblock).getDataField().size()).isEqualTo(4);
        SecureCommandRequest blockTheCard = unblock.toBuilder()
                .setChallenge(random())
                .setHeader(ByteString.copyFrom(HEX.parseHex("84160000")))
                .build();
        refused(() -> agent.secureCommand(blockTheCard), ErrorCode.KEY_CALLER_REFUSED);
    }

    @Test
    void everyPurchase_hasItsOwnSequence_andATerminalItsOneOwner() {
        PurchaseToAuthorise purchase = PurchaseToAuthorise.newBuilder()
                .setCard(select(Bench.activeCard()))
                .setKeyIndex(1)
                .setCardRandom(ByteString.copyFrom(new byte[] {1, 2, 3, 4}))
                .setCardSequence(1)
                .setSelfPayFen(1000)
                .setTerminal(TERMINAL)
                .setTime("20261122093000")
                .build();
        AuthorisePurchaseRequest request =
                AuthorisePurchaseRequest.newBuilder().setPurchase(purchase).build();
        AuthorisePurchaseResponse first = agent.authorisePurchase(request);
        AuthorisePurchaseResponse second = agent.authorisePurchase(request);
        assertThat(List.of(first.getTerminalSequence(), second.getTerminalSequence()))
                .containsExactly(1, 2);
        assertThat(first.getMac1()).isNotEqualTo(second.getMac1());
        assertThat(agent.confirmPurchase(ConfirmPurchaseRequest.newBuilder()
                                .setPurchase(purchase)
                                .setTerminalSequence(1)
                                .setMac2(ByteString.copyFrom(new byte[4]))
                                .build())
                        .getGenuine())
                .isFalse();
        KeyServiceBlockingStub other = stub("agent-2", Role.AGENT);
        refused(() -> other.authorisePurchase(request), ErrorCode.KEY_CALLER_REFUSED);
        agent.authorisePurchase(request);
        refused(() -> agent.authorisePurchase(request), ErrorCode.KEY_LIMIT_REACHED);
    }

    @Test
    void replayedStuckOrForeignQuestions_areRefused() {
        CardOfKeys keys = select(Bench.activeCard());
        AuthenticateRequest request = one(keys, "RKSSSE", random());
        agent.authenticate(request);
        refused(() -> agent.authenticate(request), ErrorCode.KEY_CHALLENGE_REFUSED);
        refused(
                () -> agent.authenticate(one(keys, "RKSSSE", ByteString.copyFrom(new byte[8]))),
                ErrorCode.KEY_CHALLENGE_REFUSED);
        for (String key : List.of("BK", "LKDF04", "MK", "TRANSPORT")) {
            refused(() -> agent.authenticate(one(keys, key, random())), ErrorCode.KEY_CALLER_REFUSED);
        }
        CardOfKeys elsewhere = keys.toBuilder().setRegion("510100").build();
        refused(() -> agent.authenticate(one(elsewhere, "RKSSSE", random())), ErrorCode.KEY_SCOPE_REFUSED);
        refused(
                () -> agent.authenticate(AuthenticateRequest.newBuilder()
                        .addAllAuthentications(Collections.nCopies(65, request.getAuthentications(0)))
                        .build()),
                ErrorCode.REQUEST_INVALID);
    }

    @Test
    void massDerivation_isStopped_andAnAlarmRaised() {
        KeyServiceBlockingStub greedy = stub("agent-greedy", Role.AGENT);
        CardOfKeys keys = select(Bench.activeCard());
        refused(
                () -> {
                    for (int i = 0; i < 20; i++) {
                        AuthenticateRequest.Builder batch = AuthenticateRequest.newBuilder();
                        for (int n = 0; n < 64; n++) {
                            batch.addAuthentications(
                                    one(keys, "RKSSSE", random()).getAuthentications(0));
                        }
                        greedy.authenticate(batch.build());
                    }
                },
                ErrorCode.KEY_LIMIT_REACHED);
    }

    @Test
    void keyLoading_isForPersonalisersOnly() {
        LoadKeyRequest load = LoadKeyRequest.newBuilder()
                .setCard(select(Bench.activeCard()))
                .setLoadedUnder(KeyName.newBuilder().setName("MK"))
                .setKey(KeyName.newBuilder().setName("RKSSSE"))
                .setChallenge(random())
                .build();
        refused(() -> agent.loadKey(load), ErrorCode.ROLE_NOT_ALLOWED);
        ByteString field = stub("issuer-2", Role.ISSUER).loadKey(load).getDataField();
        assertThat(field.size()).isEqualTo(24 + 4);
    }

    private static AuthenticateRequest one(CardOfKeys card, String key, ByteString random) {
        return AuthenticateRequest.newBuilder()
                .addAuthentications(Authentication.newBuilder()
                        .setCard(card)
                        .setKey(KeyName.newBuilder().setName(key))
                        .setRandom(random)
                        .setData(EIGHT))
                .build();
    }

    private static CardOfKeys select(SimulatedCard card) {
        CardAtWindow window = new CardAtWindow(card);
        window.identificationCode();
        return CardOfKeys.newBuilder()
                .setRegion("211002")
                .setHistoricalBytes(ByteString.copyFrom(window.historicalBytes()))
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .build();
    }

    private static byte[] send(SimulatedCard card, String hex) {
        var response = card.transmit(CommandApdu.parse(HEX.parseHex(hex)));
        assertThat(response.status().isOk()).as(hex + " → " + response.status()).isTrue();
        return response.data();
    }

    private static ByteString random() {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return ByteString.copyFrom(random);
    }

    private static String hex(ByteString bytes) {
        return HEX.formatHex(bytes.toByteArray());
    }

    private static void refused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        failure -> assertThat(GrpcErrors.fromStatus(failure))
                                .map(CodedException::code)
                                .contains(code));
    }

    private static KeyServiceBlockingStub stub(String account, Role role) {
        InternalCa authority = InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom());
        RpcConnection connection = RpcConnection.to(issuer.url(), authority.client(account, account, role));
        OPENED.add(connection);
        return connection.stub(KeyServiceBlockingStub.class, Duration.ofMinutes(1));
    }
}
