package org.sscard.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.issuer.TestStation;
import org.sscard.issuer.perso.Bench;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.CreateBatchRequest;
import org.sscard.wire.issuer.v1.GetBatchRequest;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.MoveCardRequest;
import org.sscard.wire.issuer.v1.PersonaliseBatchRequest;
import org.sscard.wire.issuer.v1.RegistryServiceGrpc;
import org.sscard.wire.issuer.v1.RosterChunk;
import org.sscard.wire.issuer.v1.ScanRegistryRequest;

/** A running bureau with the sample roster in it, whose cards are made by a station with virtual cards. */
final class BureauHouse implements AutoCloseable {

    static final String REGION = "211002";

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path data;
    private final IssuerService issuer;
    private final RpcConnection loopback;
    private final List<AutoCloseable> opened = new ArrayList<>();

    BureauHouse(Path data) {
        this.data = data;
        this.issuer = IssuerService.start(
                Configuration.defaults(
                        Map.of(
                                "data", "\"" + data + "\"",
                                "server.port", "0",
                                "tick", "300ms"),
                        IssuerConfig.class),
                true,
                Clock.systemUTC(),
                new SecureRandom());
        this.loopback = RpcConnection.to(issuer.httpUrl(), null);
    }

    URI at(String page) {
        return issuer.httpUrl().resolve(page);
    }

    IssuerService issuer() {
        return issuer;
    }

    /** A fresh link of the first run for the first or second person of a role. */
    URI link(Role role, int person) {
        return issuer.loginLinks().stream()
                .filter(one -> one.role().contains(role.zh()))
                .skip(person)
                .map(LoginLink::address)
                .findFirst()
                .orElseThrow();
    }

    Credentials client(String name, Role role) {
        return InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom())
                .client(name, role);
    }

    private BureauServiceGrpc.BureauServiceBlockingStub bureau() {
        return loopback.stub(BureauServiceGrpc.BureauServiceBlockingStub.class, PATIENCE);
    }

    /** The sample roster: a thousand persons. */
    void importRoster() throws Exception {
        byte[] roster;
        try (InputStream in = IssuerService.class.getResourceAsStream("intake/roster-sample.csv")) {
            roster = in.readAllBytes();
        }
        CompletableFuture<ImportReport> report = new CompletableFuture<>();
        StreamObserver<RosterChunk> upload = loopback.stub(BureauServiceGrpc.BureauServiceStub.class, PATIENCE)
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
        upload.onNext(RosterChunk.newBuilder()
                .setFileName("roster-sample.csv")
                .setData(ByteString.copyFrom(roster))
                .setSha256(
                        ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(roster)))
                .build());
        upload.onCompleted();
        report.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Looks at every row, as at night. */
    void scan() {
        loopback.stub(RegistryServiceGrpc.RegistryServiceBlockingStub.class, PATIENCE)
                .scanRegistry(ScanRegistryRequest.getDefaultInstance());
    }

    Batch batch(int cards) {
        return bureau().createBatch(CreateBatchRequest.newBuilder()
                .setRegion(REGION)
                .setLimit(cards)
                .setRequestedBy("demo-operator-1")
                .build());
    }

    Batch look(Batch batch) {
        return bureau().getBatch(GetBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build());
    }

    /** Starts the batch and makes so many cards of it. */
    void make(Batch batch, int cards) {
        Batch started = bureau().personaliseBatch(PersonaliseBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build());
        assertThat(started.getRunning()).isTrue();
        RpcConnection line = RpcConnection.to(issuer.url(), client("station-1", Role.STATION));
        opened.add(line);
        try (TestStation station = new TestStation(line, "station-1", "reader A")) {
            for (int made = 1; made <= cards; made++) {
                int now = made;
                station.insert("reader A", Bench.blank());
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> look(batch).getCardsByStateOrDefault("QC_PASSED", 0) >= now);
                station.remove("reader A");
            }
        }
    }

    Card card(Batch batch, int number) {
        return look(batch).getCards(number);
    }

    /** Along the life cycle by staff. */
    Card move(Card card, String... states) {
        Card now = card;
        for (String state : states) {
            now = bureau().moveCard(MoveCardRequest.newBuilder()
                    .setCardNumber(card.getCardNumber())
                    .setToState(state)
                    .setReason("示例")
                    .setActor("demo-counter-1")
                    .build());
        }
        return now;
    }

    @Override
    public void close() throws IOException {
        try {
            Collections.reverse(opened);
            for (AutoCloseable one : opened) {
                one.close();
            }
            loopback.close();
        } catch (Exception e) {
            throw new IOException(e);
        } finally {
            issuer.close();
        }
    }
}
