package org.sscard.servicekit.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** https on loopback: an authority that can sign nothing else, and nothing any more. */
class LoopbackCertificateTest {

    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

    /** RFC 5280 §4.2.1.10. */
    private static final String NAME_CONSTRAINTS = "2.5.29.30";

    @TempDir
    Path directory;

    private LoopbackCertificate at(Instant time) {
        return LoopbackCertificate.open(directory, Clock.fixed(time, ZoneOffset.UTC), new SecureRandom());
    }

    private static X509Certificate read(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static void validate(X509Certificate certificate, X509Certificate authority)
            throws GeneralSecurityException {
        TrustAnchor anchor = new TrustAnchor(authority, null);
        PKIXParameters parameters = new PKIXParameters(Set.of(anchor));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
    }

    @Test
    void certificate_isOfThisMachineAndItsAuthorityAdmitsNothingElse() throws Exception {
        LoopbackCertificate files = at(NOW);
        X509Certificate authority = read(files.authority());
        validate(read(files.certificate()), authority);
        assertThat(authority.getCriticalExtensionOIDs()).contains(NAME_CONSTRAINTS);
        String constraints = HexFormat.of().withUpperCase().formatHex(authority.getExtensionValue(NAME_CONSTRAINTS));
        assertThat(constraints)
                .as("localhost, 127.0.0.0/8, ::1/128, as permitted (tag A0) and nothing beside")
                .contains(
                        "82096C6F63616C686F7374",
                        "87087F000000FF000000",
                        "8720" + "00".repeat(15) + "01" + "FF".repeat(16))
                .hasSize(2 * (4 + 2 + 13 + 12 + 36));
    }

    @Test
    void keyOfTheAuthority_isNowhere_andTheServersIsItsOwners() throws IOException {
        LoopbackCertificate files = at(NOW);
        try (var all = Files.list(directory)) {
            assertThat(all.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("loopback.crt", "loopback.key", "loopback-ca.crt");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void openedAgain_isTheSame_andInTheLastThirtyDaysAllNew() throws Exception {
        byte[] first = Files.readAllBytes(at(NOW).authority());
        assertThat(Files.readAllBytes(at(NOW.plus(Duration.ofDays(1000))).authority()))
                .isEqualTo(first);
        LoopbackCertificate renewed = at(NOW.plus(Duration.ofDays(1070)));
        assertThat(Files.readAllBytes(renewed.authority())).isNotEqualTo(first);
        assertThat(renewed.expires()).isAfter(NOW.plus(Duration.ofDays(2000)));
    }
}
