package org.sscard.servicekit.server;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Default;
import org.sscard.servicekit.security.CertificateAuthenticator;
import org.sscard.servicekit.security.CertificateRegister;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;

/**
 * Where a service listens; part of every service's configuration.
 *
 * @param host address to bind, loopback unless configured otherwise
 * @param port 0 lets the system choose
 * @param hostNames names under which browsers and programs may address the service besides its own address
 * @param tls absent: http only
 */
public record ServerConfig(
        @Default("127.0.0.1") String host,
        int port,
        @Default("[]") List<String> hostNames,
        @Nullable Tls tls) {

    /**
     * @param certificate PEM chain of the server
     * @param key PEM, PKCS#8
     * @param clientAuthority PEM certificates of the authorities that issue client certificates
     * @param revocations files of revoked client certificates, serial lists or CRLs; looked at on each call
     * @param accounts whose certificates these are, for authorities that write no roles into them; absent: the subject says
     */
    public record Tls(
            Path certificate,
            Path key,
            Path clientAuthority,
            @Default("[]") List<Path> revocations,
            @Nullable Path accounts) {

        public Tls {
            revocations = List.copyOf(revocations);
        }

        /** Nothing can be revoked. */
        public static Tls of(Credentials credentials) {
            return new Tls(credentials.certificate(), credentials.key(), credentials.authority(), List.of(), null);
        }

        /** With an internal authority and its own list of revoked certificates. */
        public static Tls of(InternalCa authority, Credentials credentials) {
            return new Tls(
                    credentials.certificate(),
                    credentials.key(),
                    credentials.authority(),
                    List.of(authority.revocationsFile()),
                    null);
        }
    }

    /** With one more file of revoked certificates; without https there are none. */
    public ServerConfig withRevocations(Path file) {
        Tls with = tls;
        if (with == null) {
            return this;
        }
        List<Path> all = new ArrayList<>(with.revocations());
        all.add(file);
        return new ServerConfig(
                host,
                port,
                hostNames,
                new Tls(with.certificate(), with.key(), with.clientAuthority(), all, with.accounts()));
    }

    /** Who comes with a client certificate: valid, not revoked, as this configuration says. */
    public CertificateAuthenticator certificates() {
        return new CertificateAuthenticator(register());
    }

    /** What this configuration says of client certificates. */
    public CertificateRegister register() {
        Tls with = tls;
        return with == null
                ? CertificateRegister.NONE
                : new CertificateRegister(with.revocations(), with.accounts(), with.clientAuthority()).checked();
    }
}
