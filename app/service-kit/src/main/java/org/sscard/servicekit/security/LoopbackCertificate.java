package org.sscard.servicekit.security;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * https on this machine's loopback, for browsers. An authority of this machine alone, whose name constraints (RFC 5280
 * §4.2.1.10) admit localhost, 127.0.0.0/8 and ::1 and nothing else, signs one certificate; its key never reaches the disk
 * and is given up with that signature. Whoever trusts {@code loopback-ca.crt} therefore trusts this one certificate. When it
 * is about to expire both are made anew, and the trust must be installed again.
 */
public final class LoopbackCertificate {

    private static final Duration VALID = Duration.ofDays(1095);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final String LOCALHOST = "localhost";

    private final Path directory;
    private final X509Certificate certificate;

    private LoopbackCertificate(Path directory, X509Certificate certificate) {
        this.directory = directory;
        this.certificate = certificate;
    }

    /** Opens what lies in the directory; makes it when nothing does or when it is about to expire. */
    public static LoopbackCertificate open(Path directory, Clock clock, SecureRandom random) {
        LoopbackCertificate files;
        try {
            Files.createDirectories(directory);
            Path file = directory.resolve("loopback.crt");
            if (!stillGood(directory, clock.instant())) {
                make(directory, clock.instant(), random);
            }
            files = new LoopbackCertificate(directory, PemFiles.certificate(file));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, directory);
        }
        return files;
    }

    public Path certificate() {
        return directory.resolve("loopback.crt");
    }

    public Path key() {
        return directory.resolve("loopback.key");
    }

    /** What a browser must trust. */
    public Path authority() {
        return directory.resolve("loopback-ca.crt");
    }

    public Instant expires() {
        return certificate.getNotAfter().toInstant();
    }

    private static boolean stillGood(Path directory, Instant now) throws IOException, GeneralSecurityException {
        Path certificate = directory.resolve("loopback.crt");
        Path authority = directory.resolve("loopback-ca.crt");
        if (!Files.exists(certificate)
                || !Files.exists(authority)
                || !Files.exists(directory.resolve("loopback.key"))) {
            return false;
        }
        X509Certificate existing = PemFiles.certificate(certificate);
        try {
            existing.verify(PemFiles.certificate(authority).getPublicKey());
        } catch (GeneralSecurityException e) {
            return false;
        }
        return existing.getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE));
    }

    private static void make(Path directory, Instant now, SecureRandom random)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair ofAuthority = keyPair(random);
        KeyPair ofServer = keyPair(random);
        X500Name issuer = name("SSCard loopback CA " + HexFormat.of().formatHex(randomBytes(random)));
        JcaX509v3CertificateBuilder authority = builder(issuer, issuer, ofAuthority.getPublic(), now, random);
        authority.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        authority.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        authority.addExtension(Extension.nameConstraints, true, loopbackOnly());
        authority.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(ofAuthority.getPublic()));
        X509Certificate root = signed(authority, ofAuthority.getPrivate(), random);

        JcaX509v3CertificateBuilder server = builder(issuer, name(LOCALHOST), ofServer.getPublic(), now, random);
        server.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        server.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        server.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        server.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(root));
        server.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, LOCALHOST),
            new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
            new GeneralName(GeneralName.iPAddress, "::1")
        }));
        PemFiles.writeKey(directory.resolve("loopback.key"), ofServer.getPrivate());
        PemFiles.writeCertificate(directory.resolve("loopback.crt"), signed(server, ofAuthority.getPrivate(), random));
        PemFiles.writeCertificate(directory.resolve("loopback-ca.crt"), root);
    }

    /** An address in a constraint is followed by its mask (RFC 5280 §4.2.1.10). */
    private static NameConstraints loopbackOnly() {
        byte[] four = {127, 0, 0, 0, (byte) 255, 0, 0, 0};
        byte[] six = new byte[32];
        six[15] = 1;
        Arrays.fill(six, 16, 32, (byte) 255);
        return new NameConstraints(
                new GeneralSubtree[] {
                    new GeneralSubtree(new GeneralName(GeneralName.dNSName, LOCALHOST)),
                    new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(four))),
                    new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(six)))
                },
                null);
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, SecureRandom random) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(127, random).add(BigInteger.ONE),
                Date.from(now.minusSeconds(300)),
                Date.from(now.plus(VALID)),
                subject,
                key);
    }

    private static X509Certificate signed(JcaX509v3CertificateBuilder builder, PrivateKey key, SecureRandom random)
            throws GeneralSecurityException, CertIOException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .setSecureRandom(random)
                        .build(key)));
    }

    private static X500Name name(String common) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, "SSCard")
                .addRDN(BCStyle.CN, common)
                .build();
    }

    /** Two machines' authorities must not look like one. */
    private static byte[] randomBytes(SecureRandom random) {
        byte[] bytes = new byte[4];
        random.nextBytes(bytes);
        return bytes;
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }
}
