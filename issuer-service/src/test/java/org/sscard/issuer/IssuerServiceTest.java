package org.sscard.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.perso.Bench;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.vault.SoftwareVault;
import org.sscard.servicekit.backup.Backup;
import org.sscard.servicekit.backup.Restore;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.transport.CardSimulator.SimulatedCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.CreateBatchRequest;
import org.sscard.wire.issuer.v1.GetBatchRequest;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.ListStationsRequest;
import org.sscard.wire.issuer.v1.MoveCardRequest;
import org.sscard.wire.issuer.v1.PersonaliseBatchRequest;
import org.sscard.wire.issuer.v1.RosterChunk;
import org.sscard.wire.issuer.v1.SubscribeRequest;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyAuthenticationRequest;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;

/** The whole service on its wire: roster in, cards out of a station, status to a subscriber, TACs checked. */
class IssuerServiceTest {

    private static final DatabaseConfig EMBEDDED = DatabaseConfig.embedded();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path data;

    private static final List<AutoCloseable> OPENED = new ArrayList<>();
    private static IssuerService issuer;
    private static ImportReport firstImport;

    @BeforeAll
    static void startWithSampleRoster() throws Exception {
        issuer = start(data);
        firstImport = importSample();
        closeConnections();
    }

    @AfterAll
    static void stop() {
        issuer.close();
    }

    @AfterEach
    void hangUp() throws Exception {
        closeConnections();
    }

    /** Streams first, the connections that carry them after. */
    private static void closeConnections() throws Exception {
        Collections.reverse(OPENED);
        for (AutoCloseable resource : OPENED) {
            resource.close();
        }
        OPENED.clear();
    }

    private static IssuerService start(Path data) {
        IssuerConfig config = Configuration.defaults(
                Map.of(
                        "data", "\"" + data + "\"",
                        "server.port", "0",
                        "leaseTime", "3s",
                        "tick", "500ms",
                        "feedHeartbeat", "1s"),
                IssuerConfig.class);
        return IssuerService.start(config, true, Clock.systemUTC(), new SecureRandom());
    }

    @Test
    void rosterRow_becomesAnActiveCardThatTheFeedKnows() throws Exception {
        List<CardStatusChange> seen = subscribe(0);
        assertThat(firstImport.getErrorsList()).isEmpty();
        assertThat(firstImport.getAccepted()).isEqualTo(1000);
        assertThat(importSample().getRepeated()).isEqualTo(1000);

        TestStation station = station("station-1", "reader A", "reader B");
        Batch batch = personalise(batch(3));
        assertThat(batch.getRunning()).isTrue();
        station.insert("reader A", Bench.blank());
        station.insert("reader B", Bench.blank());
        awaitState(batch, "QC_PASSED", 2);
        assertThat(station.released).containsOnlyKeys("reader A", "reader B");
        station.remove("reader A");
        SimulatedCard third = Bench.blank();
        station.insert("reader A", third);
        awaitState(batch, "QC_PASSED", 3);
        Batch done = bureau().getBatch(GetBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build());
        assertThat(done.getRunning()).isFalse();

        Card card = done.getCards(0);
        assertThat(card.getHolderNameMasked()).contains("*");
        assertThat(card.getNextStatesList()).containsExactly("SPOILED", "IN_TRANSIT");
        for (String state : List.of("IN_TRANSIT", "AT_BRANCH", "ISSUED", "ACTIVE")) {
            card = move(card, state);
        }
        assertThat(card.getState()).isEqualTo("ACTIVE");
        Card active = card;
        await().atMost(PATIENCE)
                .until(() -> seen.stream()
                        .anyMatch(change -> change.getState().equals("ACTIVE")
                                && change.getCardIdentificationCode().equals(active.getCardIdentificationCode())));
        assertThat(seen.stream().filter(change -> !change.getHeartbeat()).map(CardStatusChange::getVersion))
                .containsExactlyElementsOf(versions(seen));
        assertThat(page()).contains("制卡中心").contains("启用 1").contains("station-1");
    }

    @Test
    void stationLostInTheMiddle_leavesTheCardUnknownAndTheNextLineFindsItOut() {
        SimulatedCard blank = Bench.blank();
        TestStation station = station("station-1", "reader A");
        station.hangUpAtApdu = 300;
        Batch batch = personalise(batch(1));
        station.insert("reader A", blank);
        awaitState(batch, "UNKNOWN", 1);
        blank.reset();
        TestStation again = station("station-1", "reader A");
        again.insert("reader A", blank);
        awaitState(batch, "SPOILED", 1);
    }

    @Test
    void serviceStoppedInTheMiddle_goesOnAfterItsRestart() {
        SimulatedCard blank = Bench.blank();
        TestStation station = station("station-1", "reader A");
        Batch batch = personalise(batch(1));
        station.insert("reader A", blank);
        await().atMost(PATIENCE).until(() -> station.apdus.get() > 200);
        issuer.close();
        blank.reset();
        issuer = start(data);
        TestStation again = station("station-1", "reader A");
        again.insert("reader A", blank);
        awaitState(batch, "SPOILED", 1);
    }

    @Test
    void withoutACertificate_stationKeyServiceAndFeedAreClosed() {
        RpcConnection plain = connection(null);
        assertThatThrownBy(() -> plain.stub(KeyServiceGrpc.KeyServiceBlockingStub.class, PATIENCE)
                        .verifyTacs(VerifyTacsRequest.getDefaultInstance()))
                .satisfies(IssuerServiceTest::certificateRequired);
        TestStation stranger = new TestStation(plain, "station-1", "reader A");
        OPENED.add(stranger);
        await().atMost(PATIENCE).until(() -> stranger.ended);
        assertThat(bureau().listStations(ListStationsRequest.getDefaultInstance())
                        .getStationsList())
                .isEmpty();
    }

    @Test
    void stationUnderAnothersName_isRefused() {
        RpcConnection wire = connection(client("station-2", Role.STATION));
        TestStation impostor = new TestStation(wire, "station-1", "reader A");
        OPENED.add(impostor);
        await().atMost(PATIENCE).until(() -> impostor.ended);
    }

    @Test
    void finishedByHand_isRefused() {
        Batch batch = batch(1);
        for (String state : List.of("QC_PASSED", "PERSONALISING", "ACTIVE")) {
            assertThatThrownBy(() -> move(batch.getCards(0), state))
                    .satisfies(failure -> code(failure, ErrorCode.CARD_MOVE_ILLEGAL));
        }
    }

    @Test
    void tacOfTheChipsOwnKeys_isGenuine_anyOtherIsFalse(@TempDir Path elsewhere) {
        KeyServiceGrpc.KeyServiceBlockingStub keys =
                connection(client("insurer", Role.INSURER)).stub(KeyServiceGrpc.KeyServiceBlockingStub.class, PATIENCE);
        CardProof genuine = debit(elsewhere, Bench.activeCard(), "211002");
        CardProof dearer =
                genuine.toBuilder().setPooledFen(genuine.getPooledFen() + 1).build();
        byte[] otherCode = genuine.getCardIdentificationCode().toByteArray();
        otherCode[11] ^= 1;
        CardProof otherCard = genuine.toBuilder()
                .setCardIdentificationCode(ByteString.copyFrom(otherCode))
                .build();
        CardProof otherRegion = genuine.toBuilder().setRegion("510100").build();
        CardProof secret = genuine.toBuilder()
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_UNSPECIFIED)
                .build();
        assertThat(keys.verifyTacs(VerifyTacsRequest.newBuilder()
                                .addAllProofs(List.of(genuine, dearer, otherCard, otherRegion, secret))
                                .build())
                        .getVerdictsList())
                .containsExactly(
                        TacVerdict.TAC_VERDICT_GENUINE,
                        TacVerdict.TAC_VERDICT_FALSE,
                        TacVerdict.TAC_VERDICT_FALSE,
                        TacVerdict.TAC_VERDICT_NOT_OURS,
                        TacVerdict.TAC_VERDICT_NOT_OURS);
        assertThatThrownBy(() -> keys.verifyTacs(VerifyTacsRequest.newBuilder()
                        .addAllProofs(Collections.nCopies(257, genuine))
                        .build()))
                .satisfies(failure -> code(failure, ErrorCode.REQUEST_INVALID));
    }

    @Test
    void anAnswerToAChallenge_isGenuineOnlyFromThatChipForThatChallenge() {
        KeyServiceGrpc.KeyServiceBlockingStub keys =
                connection(client("insurer", Role.INSURER)).stub(KeyServiceGrpc.KeyServiceBlockingStub.class, PATIENCE);
        CardAtWindow window = new CardAtWindow(Bench.activeCard());
        byte[] code = window.identificationCode();
        byte[] challenge = HexFormat.of().parseHex("000102030405060708090A0B0C0D0E0F");
        CardAuthentication genuine = CardAuthentication.newBuilder()
                .setCardIdentificationCode(ByteString.copyFrom(code))
                .setHistoricalBytes(ByteString.copyFrom(window.historicalBytes()))
                .setRegion("211002")
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setChallenge(ByteString.copyFrom(challenge))
                .setResponse(ByteString.copyFrom(window.answer(challenge)))
                .build();
        challenge[15] ^= 1;
        code[11] ^= 1;

        assertThat(verdict(keys, genuine)).isEqualTo(TacVerdict.TAC_VERDICT_GENUINE);
        assertThat(verdict(
                        keys,
                        genuine.toBuilder()
                                .setChallenge(ByteString.copyFrom(challenge))
                                .build()))
                .isEqualTo(TacVerdict.TAC_VERDICT_FALSE);
        assertThat(verdict(
                        keys,
                        genuine.toBuilder()
                                .setCardIdentificationCode(ByteString.copyFrom(code))
                                .build()))
                .isEqualTo(TacVerdict.TAC_VERDICT_FALSE);
        assertThat(verdict(keys, genuine.toBuilder().setRegion("510100").build()))
                .isEqualTo(TacVerdict.TAC_VERDICT_NOT_OURS);
        assertThatThrownBy(
                        () -> verdict(keys, genuine.toBuilder().clearResponse().build()))
                .satisfies(failure -> code(failure, ErrorCode.REQUEST_INVALID));
    }

    private static TacVerdict verdict(KeyServiceGrpc.KeyServiceBlockingStub keys, CardAuthentication authentication) {
        return keys.verifyAuthentication(VerifyAuthenticationRequest.newBuilder()
                        .setAuthentication(authentication)
                        .build())
                .getVerdict();
    }

    @Test
    void aRestoredBureau_goesOnWithItsCardsNumbersKeysAndRecords(@TempDir Path folder) throws Exception {
        Batch before = batch(2);
        closeConnections();
        issuer.close();
        Path saved = folder.resolve("saved");
        Path restored = folder.resolve("restored");
        Backup.write(IssuerService.DATA, EMBEDDED, data, saved, Clock.systemUTC());
        Restore.into(IssuerService.DATA, saved, EMBEDDED, restored);
        assertThat(restored.resolve("vault.json")).hasSameBinaryContentAs(data.resolve("vault.json"));
        assertThat(restored.resolve("vault.passphrase")).doesNotExist();

        // Who has the backup has no keys: the passphrase is kept apart.
        Files.copy(data.resolve("vault.passphrase"), restored.resolve("vault.passphrase"));
        issuer = start(restored);
        try {
            assertThat(bureau().getBatch(GetBatchRequest.newBuilder()
                            .setBatchId(before.getBatchId())
                            .build()))
                    .isEqualTo(before);
            assertThat(numbers(batch(2))).doesNotContainAnyElementsOf(numbers(before));
            assertThat(Files.readString(restored.resolve("audit.log")))
                    .startsWith(Files.readString(data.resolve("audit.log")));
        } finally {
            closeConnections();
            issuer.close();
            issuer = start(data);
        }
    }

    private static List<String> numbers(Batch batch) {
        return batch.getCardsList().stream().map(Card::getCardNumber).toList();
    }

    @Test
    void subscriberAheadOfTheRegistry_isToldSo() {
        assertThatThrownBy(() -> {
                    var feed = connection(client("insurer", Role.INSURER))
                            .stub(CardStatusFeedGrpc.CardStatusFeedBlockingStub.class, PATIENCE);
                    feed.subscribe(SubscribeRequest.newBuilder()
                                    .setAfterVersion(77)
                                    .build())
                            .next();
                })
                .satisfies(failure -> code(failure, ErrorCode.FEED_VERSION_AHEAD));
    }

    @Test
    void restOfTheBureau_answersProblemsWithCodes() {
        AggregatedHttpResponse answer = WebClient.of(issuer.httpUrl())
                .get("/v1/batches/00000000-0000-0000-0000-000000000000")
                .aggregate()
                .join();
        assertThat(answer.status()).isEqualTo(HttpStatus.NOT_FOUND);
        assertThat(answer.contentUtf8()).contains("BATCH_NOT_FOUND").contains("批次");
    }

    /** A purchase on a card that is not registered here but has our keys: the key service knows keys, not cards. */
    private static CardProof debit(Path elsewhere, SimulatedCard card, String region) {
        CardAtWindow window = new CardAtWindow(card);
        byte[] code = window.identificationCode();
        MedicalTransaction.Purchase purchase =
                new MedicalTransaction.Purchase(0, 1234, 5678, "211002000001", 7, "20261122093000");
        byte[] tac;
        try (SoftwareVault vault = Bench.vault(elsewhere);
                CardKeys keys = Bench.hierarchy(vault)
                        .cardKeys(region, window.historicalBytes(), org.sscard.spec.layout.CardAlgorithm.DES)) {
            tac = window.debit(keys, purchase);
        }
        return CardProof.newBuilder()
                .setCardIdentificationCode(ByteString.copyFrom(code))
                .setHistoricalBytes(ByteString.copyFrom(window.historicalBytes()))
                .setRegion(region)
                .setAlgorithm(CardAlgorithm.CARD_ALGORITHM_DES)
                .setTerminal(purchase.terminal())
                .setTerminalSequence((int) purchase.terminalSequence())
                .setTime(purchase.time())
                .setAccountFen(purchase.accountFen())
                .setSelfPayFen(purchase.selfPayFen())
                .setPooledFen(purchase.pooledFen())
                .setTac(ByteString.copyFrom(tac))
                .build();
    }

    private static ImportReport importSample() throws Exception {
        byte[] roster;
        try (InputStream in = IssuerService.class.getResourceAsStream("intake/roster-sample.csv")) {
            roster = in.readAllBytes();
        }
        CompletableFuture<ImportReport> report = new CompletableFuture<>();
        StreamObserver<RosterChunk> upload = connection(null)
                .stub(BureauServiceGrpc.BureauServiceStub.class, PATIENCE)
                .importRoster(new StreamObserver<>() {
                    @Override
                    public void onNext(ImportReport value) {
                        report.complete(value);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        report.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {}
                });
        int half = roster.length / 2;
        upload.onNext(RosterChunk.newBuilder()
                .setFileName("roster-sample.csv")
                .setData(ByteString.copyFrom(roster, 0, half))
                .build());
        upload.onNext(RosterChunk.newBuilder()
                .setData(ByteString.copyFrom(roster, half, roster.length - half))
                .setSha256(
                        ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(roster)))
                .build());
        upload.onCompleted();
        return report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private List<CardStatusChange> subscribe(long afterVersion) {
        List<CardStatusChange> seen = Collections.synchronizedList(new ArrayList<>());
        connection(client("insurer", Role.INSURER))
                .streamStub(CardStatusFeedGrpc.CardStatusFeedStub.class)
                .subscribe(
                        SubscribeRequest.newBuilder()
                                .setAfterVersion(afterVersion)
                                .build(),
                        new StreamObserver<>() {
                            @Override
                            public void onNext(CardStatusChange change) {
                                seen.add(change);
                            }

                            @Override
                            public void onError(Throwable failure) {}

                            @Override
                            public void onCompleted() {}
                        });
        return seen;
    }

    /** 1, 2, 3 … as many as changes came. */
    private static List<Long> versions(List<CardStatusChange> seen) {
        long changes = seen.stream().filter(change -> !change.getHeartbeat()).count();
        return LongStream.rangeClosed(1, changes).boxed().toList();
    }

    private TestStation station(String name, String... readers) {
        TestStation station = new TestStation(connection(client(name, Role.STATION)), name, readers);
        OPENED.add(station);
        return station;
    }

    private Batch batch(int cards) {
        return bureau().createBatch(CreateBatchRequest.newBuilder()
                .setRegion("211002")
                .setLimit(cards)
                .setRequestedBy("operator")
                .build());
    }

    private Batch personalise(Batch batch) {
        return bureau().personaliseBatch(PersonaliseBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build());
    }

    private void awaitState(Batch batch, String state, int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(bureau().getBatch(GetBatchRequest.newBuilder()
                                        .setBatchId(batch.getBatchId())
                                        .build())
                                .getCardsByStateMap())
                        .containsEntry(state, count));
    }

    private Card move(Card card, String state) {
        return bureau().moveCard(MoveCardRequest.newBuilder()
                .setCardNumber(card.getCardNumber())
                .setToState(state)
                .setReason("test")
                .setActor("operator")
                .build());
    }

    private String page() {
        return WebClient.of(issuer.httpUrl()).get("/status").aggregate().join().contentUtf8();
    }

    private BureauServiceGrpc.BureauServiceBlockingStub bureau() {
        return connection(null).stub(BureauServiceGrpc.BureauServiceBlockingStub.class, PATIENCE);
    }

    private Credentials client(String name, Role role) {
        return InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom())
                .client(name, role);
    }

    private static RpcConnection connection(Credentials credentials) {
        RpcConnection connection = RpcConnection.to(credentials == null ? issuer.httpUrl() : issuer.url(), credentials);
        OPENED.add(0, connection);
        return connection;
    }

    private static void certificateRequired(Throwable failure) {
        code(failure, ErrorCode.CLIENT_CERTIFICATE_REQUIRED);
    }

    private static void code(Throwable failure, ErrorCode code) {
        assertThat(failure).isInstanceOf(StatusRuntimeException.class);
        assertThat(GrpcErrors.fromStatus((StatusRuntimeException) failure))
                .map(CodedException::code)
                .contains(code);
    }
}
