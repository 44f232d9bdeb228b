package org.sscard.servicekit.security;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.config.Default;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What a service knows of client certificates beyond their chain: which are revoked, and, where an external authority
 * writes no roles into them, whose they are. Files are looked at on each call and read again when they changed, so a
 * revocation counts from the next call on. A file that cannot be read refuses everyone.
 */
public final class CertificateRegister {

    /** Nobody is revoked, and the subject says whose a certificate is. */
    public static final CertificateRegister NONE = new CertificateRegister(List.of());

    private final List<WatchedFile<Revocations>> revocations;
    private final @Nullable WatchedFile<Accounts> accounts;

    private CertificateRegister(List<WatchedFile<Revocations>> revocations) {
        this.revocations = revocations;
        this.accounts = null;
    }

    /**
     * @param revocations serial lists (a serial in hexadecimal a line, {@code #} begins a remark) or CRLs, PEM or DER
     * @param accounts YAML that says whose a certificate is; null: what its subject says
     * @param authority certificates that the CRLs must be signed by
     */
    public CertificateRegister(List<Path> revocations, @Nullable Path accounts, Path authority) {
        this.revocations = revocations.stream()
                .map(file -> new WatchedFile<>(file, it -> Revocations.read(it, authority)))
                .toList();
        this.accounts = accounts == null ? null : new WatchedFile<>(accounts, CertificateRegister::readAccounts);
    }

    /** One person's way in. One person may have several. */
    public record Account(String certificate, String account, String person, Set<Role> roles) {

        public Account {
            certificate = certificate.replace(":", "").toLowerCase(Locale.ROOT);
            roles = Set.copyOf(roles);
            if (!certificate.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException("a certificate's SHA-256 fingerprint, 64 hexadecimal digits");
            }
        }
    }

    /** The file of accounts. */
    public record Accounts(@Default("[]") List<Account> accounts) {}

    public boolean revoked(X509Certificate certificate, Instant now) {
        for (WatchedFile<Revocations> file : revocations) {
            if (file.content().contains(certificate, now)) {
                return true;
            }
        }
        return false;
    }

    /** Whose it is; null when nobody's. */
    public @Nullable Principal principal(X509Certificate certificate) {
        if (accounts == null) {
            return CertificateAuthenticator.principal(certificate);
        }
        String fingerprint = fingerprint(certificate);
        return accounts.content().accounts().stream()
                .filter(account -> account.certificate().equals(fingerprint))
                .findFirst()
                .map(account -> new Principal(account.account(), account.person(), account.roles(), true))
                .orElse(null);
    }

    /** The accounts that the file names; none where the subject says whose a certificate is. */
    public List<Account> accounts() {
        return accounts == null ? List.of() : accounts.content().accounts();
    }

    /** Reads every file once, so that a wrong one is found at start and not at the first call. */
    public CertificateRegister checked() {
        revocations.forEach(WatchedFile::content);
        if (accounts != null) {
            accounts.content();
        }
        return this;
    }

    /** SHA-256 of the certificate, hex in lower case. */
    public static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A serial number as lists write it: hexadecimal, upper case, whole bytes. */
    public static String serial(BigInteger serial) {
        String hex = serial.toString(16).toUpperCase(Locale.ROOT);
        return hex.length() % 2 == 0 ? hex : "0" + hex;
    }

    private static Accounts readAccounts(Path file) {
        try {
            return Configuration.read(file, Map.of(), Accounts.class);
        } catch (CodedException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, file);
        }
    }
}
