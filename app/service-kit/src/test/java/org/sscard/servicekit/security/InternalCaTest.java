package org.sscard.servicekit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InternalCaTest {

    @TempDir
    Path directory;

    private final Clock now = Clock.systemUTC();

    @Test
    void askedAgain_itAnswersTheSameCertificate_untilItIsAboutToExpire() throws Exception {
        byte[] first =
                Files.readAllBytes(open(now).client("H1", Role.INSTITUTION).certificate());
        byte[] again =
                Files.readAllBytes(open(now).client("H1", Role.INSTITUTION).certificate());
        byte[] later = Files.readAllBytes(open(Clock.offset(now, Duration.ofDays(701)))
                .client("H1", Role.INSTITUTION)
                .certificate());

        assertThat(again).isEqualTo(first);
        assertThat(later).isNotEqualTo(first);
    }

    @Test
    void otherRoles_makeANewCertificate() throws Exception {
        open(now).client("H1", Role.INSTITUTION);
        Credentials both = open(now).client("H1", Role.INSTITUTION, Role.AUDITOR);

        Principal principal = CertificateAuthenticator.principal(PemFiles.certificate(both.certificate()));
        assertThat(principal).isEqualTo(new Principal("H1", "H1", Set.of(Role.INSTITUTION, Role.AUDITOR), true));
    }

    @Test
    void twoAccountsOfOnePerson_nameTheSamePerson() throws Exception {
        InternalCa ca = open(now);
        Principal clerk = CertificateAuthenticator.principal(PemFiles.certificate(
                ca.client("li.clerk", "P007", Role.OPERATOR).certificate()));
        Principal reviewer = CertificateAuthenticator.principal(PemFiles.certificate(
                ca.client("li.review", "P007", Role.REVIEWER).certificate()));

        assertThat(clerk.person()).isEqualTo("P007").isEqualTo(reviewer.person());
        assertThat(clerk.account()).isNotEqualTo(reviewer.account());
    }

    @Test
    void keysAreTheirOwnersAlone() throws Exception {
        Credentials server = open(now).server("issuer", "issuer.example", "10.0.0.1");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(server.key())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("ca.key"))))
                .isEqualTo("rw-------");
        assertThat(PemFiles.certificate(server.certificate()).getSubjectAlternativeNames())
                .hasSize(5);
    }

    @Test
    void aNameThatWouldLeaveTheDirectory_orReplaceTheAuthority_isRefused() {
        assertThatThrownBy(() -> open(now).client("../x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(now).client("ca")).isInstanceOf(IllegalArgumentException.class);
    }

    private InternalCa open(Clock clock) {
        return InternalCa.open(directory, clock, new SecureRandom());
    }
}
