package org.sscard.servicekit.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Statements of a service that others keep: signed with the key of its certificate, ECDSA with SHA-256. */
public final class SignedStatement {

    private static final String ALGORITHM = "SHA256withECDSA";
    private static final String SERVER = "1.3.6.1.5.5.7.3.1";

    private SignedStatement() {}

    /**
     * @return the signature in DER
     * @throws CodedException CERTIFICATE_FILE_INVALID
     */
    public static byte[] sign(Path key, byte[] statement) {
        try {
            PrivateKey own = PemFiles.privateKey(key);
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(own);
            signature.update(statement);
            return signature.sign();
        } catch (IOException | GeneralSecurityException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, key);
        }
    }

    /** A certificate file's first certificate, DER. */
    public static byte[] certificate(Path file) {
        try {
            return PemFiles.certificate(file).getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, file);
        }
    }

    /**
     * Whether a service of this authority signed it: a server's certificate, not a client's, and valid now.
     *
     * @param authority PEM of the authority that is trusted
     * @param certificate DER
     * @param signature DER
     */
    public static boolean verify(Path authority, byte[] certificate, byte[] statement, byte[] signature, Clock clock) {
        try {
            X509Certificate trusted = PemFiles.certificate(authority);
            X509Certificate signer = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
            signer.verify(trusted.getPublicKey());
            signer.checkValidity(Date.from(clock.instant()));
            boolean server = signer.getExtendedKeyUsage() != null
                    && signer.getExtendedKeyUsage().contains(SERVER);
            Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(signer.getPublicKey());
            check.update(statement);
            return server && check.verify(signature);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, authority);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
