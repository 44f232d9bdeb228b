package org.sscard.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.fault.FaultScript;
import org.sscard.virtualcard.fault.FaultyCard;
import org.sscard.virtualcard.vpcd.PcscDaemon;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.keys.v1.KeyServiceGrpc.KeyServiceBlockingStub;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.terminal.v1.CardProof;

/** {@code psam issue --reader}: an issuer writes keys into a PSAM that lies in a reader of a real pcscd. */
@Timeout(600)
class PsamReaderIT {

    private static final String ORDINARY = "UK1DF04@1 DESEDE CITY 211002";

    @TempDir
    private static Path folder;

    private static PcscDaemon pcscd;
    private static RunningIssuer issuer;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(PcscDaemon.installed(), "pcscd and vsmartcard-vpcd");
        pcscd = new PcscDaemon();
        issuer = new RunningIssuer(folder.resolve("issuer"));
    }

    @AfterAll
    static void stop() throws IOException {
        if (issuer != null) {
            issuer.close();
        }
        if (pcscd != null) {
            pcscd.close();
        }
    }

    @Test
    void aBlankPsam_isIssuedOverPcsc_andItsKeysAreChangedOnTheSamePsam() throws Exception {
        String serial = "21100200000000000001";
        CardSession psam = psam(serial);
        try (VpcdCard inserted = inserted(psam)) {
            String[] order = order(serial, "no");
            Verb issued = issue(issuer.approved("PSAM_ISSUE", order), order);
            assertThat(issued.exitCode()).as(issued.err()).isZero();
            assertThat(issued.out()).contains(serial, "ISSUED", "level 3");
            String first = psam.image();

            // A new value for one of its keys: CHANGE KEY has something to change.
            issuer.done("KEY_DRAW", "key=" + ORDINARY, "exportable=yes");
            issuer.done("KEY_STATE", "key=" + ORDINARY, "state=ACTIVE", "reason=renewal");
            String[] renewal = order(serial, "yes");
            Verb renewed = issue(issuer.approved("PSAM_ISSUE", renewal), renewal);
            assertThat(renewed.exitCode()).as(renewed.err()).isZero();
            assertThat(renewed.out()).contains(serial, "ISSUED");
            assertThat(psam.image())
                    .as("the drawn value is in the PSAM, proved by its cryptogram")
                    .isNotEqualTo(first);
            assertThat(inserted.isInserted()).isTrue();
        }
        assertThat(issuer.verb("lin", "psam", "list", "--find=" + serial).out()).contains("ISSUED");
    }

    @Test
    void aPsamPulledOutOfTheReader_isSpoiled_anEmptyReaderTouchesNoApproval() throws Exception {
        String serial = "21100200000000000002";
        String[] order = order(serial, "no");
        String approval = issuer.approved("PSAM_ISSUE", order);
        Verb empty = issue(approval, order);
        assertThat(empty.exitCode()).isEqualTo(1);
        assertThat(empty.err()).contains("PSAM_ABSENT", "Remedy:");
        FaultScript pulled = FaultScript.parse("{\"faults\": [{\"do\": \"remove\", \"at\": 300}]}");
        try (VpcdCard inserted = inserted(new FaultyCard(psam(serial), pulled))) {
            Verb torn = issue(approval, order);
            assertThat(torn.exitCode()).isEqualTo(1);
            assertThat(torn.err()).contains("PSAM_TORN", "Remedy:");
            assertThat(inserted.isQueued()).isFalse();
        }
        assertThat(issuer.verb("lin", "psam", "list", "--find=" + serial).out()).contains("SPOILED");
        Verb again = issuer.verb("chen", RunningIssuer.words(List.of("custody", "ask", "PSAM_ISSUE"), order));
        assertThat(again.err()).contains("PSAM_KNOWN");
    }

    /** A17: what a lost PSAM authorised is false at the host from then on, until two persons take it back. */
    @Test
    void aLostPsam_isStoppedAtTheHost() throws Exception {
        String serial = "21100200000000000003";
        CardSession psam = psam(serial);
        try (VpcdCard inserted = inserted(psam)) {
            String[] order = order(serial, "no");
            Verb issued = issue(issuer.approved("PSAM_ISSUE", order), order);
            assertThat(issued.exitCode()).as(issued.err()).isZero();
            assertThat(inserted.isInserted()).isTrue();
        }
        InternalCa authority = InternalCa.open(folder.resolve("issuer/tls"), Clock.systemUTC(), new SecureRandom());
        try (WindowAgent agent = WindowAgent.start(folder.resolve("agent"));
                RpcConnection insurer = RpcConnection.to(issuer.url(), authority.client("insurer", Role.INSURER))) {
            KeyServiceBlockingStub keys = insurer.stub(KeyServiceBlockingStub.class, Duration.ofSeconds(30));
            agent.insert("window", WindowAgent.card("2.00", "DES"));
            agent.insert("sam", psam.image());
            agent.types("123456");
            CardProof proof = agent.debit(100, "20261122130000");
            assertThat(proof.getTerminal()).isEqualTo(serial.substring(8));
            assertThat(verdict(keys, proof)).isEqualTo(TacVerdict.TAC_VERDICT_GENUINE);
            Verb lost = issuer.verb(
                    "chen",
                    RunningIssuer.words(
                            List.of("custody", "alone", "PSAM_LOST"), "serial=" + serial, "reason=terminal stolen"));
            assertThat(lost.exitCode()).as(lost.err()).isZero();
            assertThat(verdict(keys, proof)).isEqualTo(TacVerdict.TAC_VERDICT_FALSE);
        }
    }

    private static TacVerdict verdict(KeyServiceBlockingStub keys, CardProof proof) {
        return keys.verifyTacs(VerifyTacsRequest.newBuilder().addProofs(proof).build())
                .getVerdicts(0);
    }

    private static Verb issue(String approval, String... order) {
        String[] verb = RunningIssuer.words(List.of("psam", "issue", approval, "--reader=Virtual PCD 00 00"), order);
        return issuer.verb("chen", verb);
    }

    private static String[] order(String serial, String renew) {
        return Stream.of("serial=" + serial, "level=3", "region=211002", "purpose=test", "renew=" + renew)
                .toArray(String[]::new);
    }

    private static VpcdCard inserted(CardSession psam) {
        VpcdCard served = VpcdCard.serve(psam, "127.0.0.1", pcscd.port(0));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(served::isInserted);
        return served;
    }

    private static CardSession psam(String serial) {
        String image = """
                {"kind":"psam","serial":"%s","terminal":"%s","terminalSequence":1,
                 "atr":"3B6D000000814E43868B510100D1D2D3D4","region":"211002","algorithm":"DES","level":3,
                 "keys":{"root16":"00112233445566778899AABBCCDDEEFF","root8":"0123456789ABCDEF"},"empty":true}
                """.formatted(serial, serial.substring(8));
        return VirtualCards.fromImage(image, TransmissionMode.T1, new Random(7));
    }
}
