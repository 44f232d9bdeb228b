package org.sscard.servicekit.server;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Default;
import org.sscard.servicekit.security.Credentials;

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
     */
    public record Tls(Path certificate, Path key, Path clientAuthority) {

        public static Tls of(Credentials credentials) {
            return new Tls(credentials.certificate(), credentials.key(), credentials.authority());
        }
    }
}
