package org.sscard.sdk;

import java.nio.file.Path;

/** Where a service is, and how the SDK proves who it is. */
public sealed interface ServiceTarget {
    /** On this machine, unencrypted: 127.0.0.1 and nothing else. */
    static ServiceTarget loopback(int port) {
        return new Loopback(port);
    }

    /**
     * Over TLS with a client certificate.
     *
     * @param authority PEM file with the certificates of the authority that signed the service's
     * @param certificate PEM file with the institution's certificate chain
     * @param privateKey PEM file, PKCS#8, not encrypted
     */
    static ServiceTarget mutualTls(String host, int port, Path authority, Path certificate, Path privateKey) {
        return new MutualTls(host, port, authority, certificate, privateKey);
    }

    record Loopback(int port) implements ServiceTarget {}

    record MutualTls(String host, int port, Path authority, Path certificate, Path privateKey)
            implements ServiceTarget {}
}
