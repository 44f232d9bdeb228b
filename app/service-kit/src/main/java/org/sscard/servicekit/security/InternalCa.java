package org.sscard.servicekit.security;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The certificate authority of a first run: makes itself on the first call, then issues server and client certificates as
 * PEM files {@code NAME.crt} and {@code NAME.key} beside {@code ca.crt}. Asking again for the same certificate answers the
 * same files until thirty days before they expire. ECDSA on P-256. A production system brings its own authority.
 */
public final class InternalCa {

    private static final Duration AUTHORITY_VALID = Duration.ofDays(3650);
    private static final Duration CERTIFICATE_VALID = Duration.ofDays(730);
    private static final Duration RENEW_BEFORE = Duration.ofDays(30);
    private static final String REVOKED = "revoked.txt";
    private static final X500Name NAME = new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.CN, "SSCard internal CA")
            .build();

    private final Path directory;
    private final Clock clock;
    private final SecureRandom random;
    private final X509Certificate certificate;
    private final PrivateKey key;

    private InternalCa(Path directory, Clock clock, SecureRandom random, X509Certificate certificate, PrivateKey key) {
        this.directory = directory;
        this.clock = clock;
        this.random = random;
        this.certificate = certificate;
        this.key = key;
    }

    /** Opens the authority in a directory, making it there if there is none. */
    public static InternalCa open(Path directory, Clock clock, SecureRandom random) {
        Path certificateFile = directory.resolve("ca.crt");
        Path keyFile = directory.resolve("ca.key");
        try {
            Files.createDirectories(directory);
            if (!Files.exists(certificateFile)) {
                KeyPair pair = keyPair(random);
                X509Certificate self = selfSigned(pair, clock, random);
                PemFiles.writeKey(keyFile, pair.getPrivate());
                PemFiles.writeCertificate(certificateFile, self);
            }
            if (!Files.exists(directory.resolve(REVOKED))) {
                Files.writeString(directory.resolve(REVOKED), "# serial number  # account, time\n");
            }
            return new InternalCa(
                    directory, clock, random, PemFiles.certificate(certificateFile), PemFiles.privateKey(keyFile));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, certificateFile);
        }
    }

    /** The authority's certificate, for those who trust it. */
    public Path certificateFile() {
        return directory.resolve("ca.crt");
    }

    /** Serial numbers of its revoked certificates; services that trust it look there on each call. */
    public Path revocationsFile() {
        return directory.resolve(REVOKED);
    }

    /** The certificates that it issued and that are still in its directory, by name. */
    public Map<String, X509Certificate> issued() {
        Map<String, X509Certificate> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.crt")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName()).replaceAll("\\.crt$", "");
                if (!name.equals("ca")) {
                    found.put(name, PemFiles.certificate(file));
                }
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, directory);
        }
    }

    /** Whether a certificate of this authority is on its list. */
    public boolean revoked(X509Certificate issued) {
        return Revocations.read(revocationsFile(), certificateFile()).serials().contains(issued.getSerialNumber());
    }

    /**
     * Revokes a certificate for good, from the next call on, in every service that trusts this authority's list. A new one
     * for the same name gets a new serial number.
     */
    public void revoke(X509Certificate issued, String account) {
        String line = CertificateRegister.serial(issued.getSerialNumber()) + "  # "
                + account.replaceAll("[^0-9A-Za-z._-]", "_") + ", " + clock.instant() + "\n";
        try (FileChannel file =
                FileChannel.open(revocationsFile(), StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            file.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
            file.force(true);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, revocationsFile());
        }
    }

    /** A server's certificate, valid for localhost, 127.0.0.1, ::1 and the given host names and addresses. */
    public Credentials server(String name, String... hosts) {
        Set<String> names = new TreeSet<>(List.of(hosts));
        names.addAll(List.of("localhost", "127.0.0.1", "::1"));
        return issue(name, subject(name, name), names, KeyPurposeId.id_kp_serverAuth);
    }

    /** A client's certificate for a service or machine. */
    public Credentials client(String name, Role... roles) {
        return client(name, name, roles);
    }

    /** A client's certificate for an account of a person; {@code person} is the same in all accounts of one person. */
    public Credentials client(String account, String person, Role... roles) {
        return issue(account, subject(account, person, roles), Set.of(), KeyPurposeId.id_kp_clientAuth);
    }

    private Credentials issue(String name, X500Name subject, Set<String> hosts, KeyPurposeId purpose) {
        if (!name.matches("[0-9A-Za-z._-]{1,64}") || name.equals("ca")) {
            throw new IllegalArgumentException("a certificate's name is a file name: letters, digits, . _ -");
        }
        Credentials files =
                new Credentials(directory.resolve(name + ".crt"), directory.resolve(name + ".key"), certificateFile());
        try {
            if (!stillGood(files, subject, hosts)) {
                KeyPair pair = keyPair(random);
                X509Certificate issued = sign(pair, subject, hosts, purpose);
                PemFiles.writeKey(files.key(), pair.getPrivate());
                PemFiles.writeCertificate(files.certificate(), issued);
            }
            return files;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, files.certificate());
        }
    }

    private boolean stillGood(Credentials files, X500Name subject, Set<String> hosts)
            throws IOException, GeneralSecurityException {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        X509Certificate existing = PemFiles.certificate(files.certificate());
        try {
            existing.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            return false;
        }
        if (revoked(existing)) {
            return false;
        }
        Set<String> named = new TreeSet<>();
        if (existing.getSubjectAlternativeNames() != null) {
            existing.getSubjectAlternativeNames().forEach(entry -> named.add(String.valueOf(entry.get(1))));
        }
        return existing.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE))
                && X500Name.getInstance(existing.getSubjectX500Principal().getEncoded())
                        .equals(subject)
                && named.size() == hosts.size();
    }

    private X509Certificate sign(KeyPair pair, X500Name subject, Set<String> hosts, KeyPurposeId purpose)
            throws GeneralSecurityException, CertIOException, OperatorCreationException {
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                serial(random),
                Date.from(now.minusSeconds(300)),
                Date.from(now.plus(CERTIFICATE_VALID)),
                subject,
                pair.getPublic());
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(certificate));
        if (!hosts.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(hosts.stream().map(InternalCa::generalName).toArray(GeneralName[]::new)));
        }
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .setSecureRandom(random)
                        .build(key)));
    }

    private static X509Certificate selfSigned(KeyPair pair, Clock clock, SecureRandom random)
            throws GeneralSecurityException, CertIOException, OperatorCreationException {
        Instant now = clock.instant();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                NAME,
                serial(random),
                Date.from(now.minusSeconds(300)),
                Date.from(now.plus(AUTHORITY_VALID)),
                NAME,
                pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createSubjectKeyIdentifier(pair.getPublic()));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA")
                        .setSecureRandom(random)
                        .build(pair.getPrivate())));
    }

    private static X500Name subject(String account, String person, Role... roles) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, "SSCard");
        new TreeSet<>(List.of(roles)).forEach(role -> name.addRDN(BCStyle.OU, role.ou()));
        return name.addRDN(BCStyle.CN, account)
                .addRDN(BCStyle.SERIALNUMBER, person)
                .build();
    }

    private static GeneralName generalName(String host) {
        boolean address = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, host);
    }

    private static KeyPair keyPair(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static BigInteger serial(SecureRandom random) {
        return new BigInteger(127, random).add(BigInteger.ONE);
    }
}
