package org.sscard.servicekit.security;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXParameters;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Verifies a client's chain in the handshake as the JDK does, but lets one reason pass: that the client's own certificate
 * is out of date. A broken handshake tells its user nothing; {@link CertificateAuthenticator} refuses such a certificate at
 * every call, by code and with a remedy.
 */
public final class ClientTrust extends X509ExtendedTrustManager {

    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";

    private final X509ExtendedTrustManager strict;
    private final KeyStore authorities;

    private ClientTrust(X509ExtendedTrustManager strict, KeyStore authorities) {
        this.strict = strict;
        this.authorities = authorities;
    }

    /** @param authority PEM certificates of those who issue client certificates */
    public static ClientTrust of(Path authority) {
        try (InputStream input = Files.newInputStream(authority)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(input)) {
                store.setCertificateEntry("authority" + number++, certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager strict && number > 0) {
                    return new ClientTrust(strict, store);
                }
            }
            throw new CodedException(ErrorCode.CERTIFICATE_FILE_INVALID, authority);
        } catch (IOException | GeneralSecurityException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, authority);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        try {
            strict.checkClientTrusted(chain, type, engine);
        } catch (CertificateException e) {
            passIfOnlyOutOfDate(chain, e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        try {
            strict.checkClientTrusted(chain, type, socket);
        } catch (CertificateException e) {
            passIfOnlyOutOfDate(chain, e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        try {
            strict.checkClientTrusted(chain, type);
        } catch (CertificateException e) {
            passIfOnlyOutOfDate(chain, e);
        }
    }

    /** The chain again, on the last day on which the client's certificate was valid; everyone else's must be valid today. */
    private void passIfOnlyOutOfDate(X509Certificate[] chain, CertificateException refusal)
            throws CertificateException {
        if (!outOfDate(refusal)) {
            throw refusal;
        }
        try {
            for (X509Certificate above : Arrays.asList(chain).subList(1, chain.length)) {
                above.checkValidity();
            }
            List<String> purposes = chain[0].getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(FOR_CLIENTS)) {
                throw refusal;
            }
            PKIXParameters parameters = new PKIXParameters(authorities);
            parameters.setRevocationEnabled(false);
            parameters.setDate(chain[0].getNotAfter());
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(List.of(chain)), parameters);
        } catch (GeneralSecurityException e) {
            throw refusal;
        }
    }

    private static boolean outOfDate(CertificateException refusal) {
        for (@Nullable Throwable at = refusal; at != null; at = at.getCause()) {
            if (at instanceof CertificateExpiredException || at instanceof CertificateNotYetValidException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        strict.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        strict.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        strict.checkServerTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return strict.getAcceptedIssuers();
    }
}
