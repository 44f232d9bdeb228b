package org.sscard.servicekit.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.gm.GMObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Reads the SM2 key of a certificate (GB/T 20518), which the JDK does not know. The file is the configuration's word for whose key
 * it is: neither its chain nor its dates are judged, as with a key written out.
 */
public final class Sm2Certificate {

    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final String END = "-----END CERTIFICATE-----";

    private Sm2Certificate() {}

    /**
     * 04 ‖ x ‖ y, 65 bytes.
     *
     * @param file PEM or DER; of several certificates in a PEM file the first
     * @throws CodedException CONFIG_VALUE_INVALID, naming the setting
     */
    public static byte[] publicKey(Path file, String setting) {
        try {
            SubjectPublicKeyInfo key =
                    new X509CertificateHolder(der(Files.readAllBytes(file))).getSubjectPublicKeyInfo();
            if (!isSm2(key)) {
                throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, setting, "SM2");
            }
            return key.getPublicKeyData().getOctets();
        } catch (IOException | IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CONFIG_VALUE_INVALID, setting, "X.509, PEM / DER");
        }
    }

    /** An elliptic curve's key on the curve sm2p256v1 (1.2.156.10197.1.301), named as either is in use. */
    private static boolean isSm2(SubjectPublicKeyInfo key) {
        ASN1ObjectIdentifier algorithm = key.getAlgorithm().getAlgorithm();
        ASN1Encodable curve = key.getAlgorithm().getParameters();
        return algorithm.equals(GMObjectIdentifiers.sm2p256v1)
                || (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)
                        && GMObjectIdentifiers.sm2p256v1.equals(curve));
    }

    private static byte[] der(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        return begin < 0 || end < begin
                ? file
                : Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
    }
}
