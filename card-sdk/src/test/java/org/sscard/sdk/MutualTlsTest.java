package org.sscard.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.sdk.fake.FakeAgent;
import org.sscard.sdk.fake.FakeInsurer;
import org.sscard.sdk.fake.PemIdentity;

class MutualTlsTest {
    @TempDir
    Path directory;

    private FakeInsurer insurer;
    private FakeAgent agent;
    private Server server;
    private PemIdentity serverIdentity;
    private PemIdentity hospital;

    @BeforeEach
    void serveOverTls() throws Exception {
        serverIdentity = PemIdentity.make(directory, "insurer");
        hospital = PemIdentity.make(directory, "hospital");
        insurer = new FakeInsurer();
        agent = new FakeAgent();
        server = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        TlsServerCredentials.newBuilder()
                                .keyManager(
                                        serverIdentity.certificate().toFile(),
                                        serverIdentity.key().toFile())
                                .trustManager(hospital.certificate().toFile())
                                .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE)
                                .build())
                .addService(insurer)
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
        insurer.close();
        agent.close();
    }

    @Test
    void institutionWithItsCertificateSettles() {
        try (MedicalSettlement settlement = open(serverIdentity.certificate(), hospital)) {
            assertThat(settlement.settle(settlement.quote(Desk.bill("v1")), settlement.card()))
                    .isInstanceOf(SettlementResult.Settled.class);
        }
    }

    @Test
    void certificateThatTheInsurerDoesNotTrustGetsNothing() throws Exception {
        PemIdentity stranger = PemIdentity.make(directory, "stranger");
        try (MedicalSettlement settlement = open(serverIdentity.certificate(), stranger)) {
            assertThatThrownBy(() -> settlement.quote(Desk.bill("v1")))
                    .isInstanceOf(SdkFailure.OperationsMustAct.class);
        }
    }

    @Test
    void insurerThatTheInstitutionDoesNotTrustGetsNothing() {
        try (MedicalSettlement settlement = open(hospital.certificate(), hospital)) {
            assertThatThrownBy(() -> settlement.quote(Desk.bill("v1")))
                    .isInstanceOf(SdkFailure.OperationsMustAct.class);
        }
    }

    @Test
    void unusableCertificateFileIsSaidAtTheStart() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken.crt"), "not a certificate");
        assertThatThrownBy(() -> open(serverIdentity.certificate(), new PemIdentity(broken, hospital.key())))
                .isInstanceOfSatisfying(
                        SdkFailure.OperationsMustAct.class,
                        e -> assertThat(e.code()).isEqualTo("CERTIFICATE_FILE_INVALID"));
    }

    private MedicalSettlement open(Path authority, PemIdentity own) {
        return MedicalSettlement.builder()
                .institution("H21100200014")
                .agent(ServiceTarget.loopback(agent.port()))
                .insurer(
                        ServiceTarget.mutualTls("127.0.0.1", server.getPort(), authority, own.certificate(), own.key()))
                .journal(directory.resolve("journal"))
                .deadline(Duration.ofSeconds(10))
                .open();
    }
}
