package org.sscard.servicekit.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Revoked certificates of one file: a serial list, whose serials count for every issuer, or CRLs. */
record Revocations(Set<BigInteger> serials, List<X509CRL> lists) {

    static Revocations read(Path file, Path authority) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            boolean crl = new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN X509 CRL-----")
                    || (bytes.length > 0 && bytes[0] == 0x30 && bytes.length > 64 && bytes[1] < 0);
            return crl ? ofLists(bytes, file, authority) : ofSerials(bytes, file);
        } catch (IOException | GeneralSecurityException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, file);
        }
    }

    /** A CRL past its next update proves nothing: its holder may have been kept from newer ones. */
    boolean contains(X509Certificate certificate, Instant now) {
        for (X509CRL list : lists) {
            if (list.getNextUpdate() != null && list.getNextUpdate().toInstant().isBefore(now)) {
                throw new CodedException(ErrorCode.CERTIFICATE_LIST_STALE, list.getIssuerX500Principal());
            }
            if (list.isRevoked(certificate)) {
                return true;
            }
        }
        return serials.contains(certificate.getSerialNumber());
    }

    private static Revocations ofSerials(byte[] bytes, Path file) {
        Set<BigInteger> serials = new HashSet<>();
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            String serial = line.replaceAll("#.*", "").strip().replace(":", "");
            if (serial.isEmpty()) {
                continue;
            }
            if (!serial.matches("[0-9A-Fa-f]{1,80}")) {
                throw new CodedException(ErrorCode.CERTIFICATE_FILE_INVALID, file);
            }
            serials.add(new BigInteger(serial, 16));
        }
        return new Revocations(Set.copyOf(serials), List.of());
    }

    private static Revocations ofLists(byte[] bytes, Path file, Path authority)
            throws IOException, GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Collection<X509Certificate> authorities = authorities(factory, authority);
        List<X509CRL> lists = new ArrayList<>();
        for (CRL crl : factory.generateCRLs(new ByteArrayInputStream(bytes))) {
            X509CRL list = (X509CRL) crl;
            if (authorities.stream().noneMatch(issuer -> signed(list, issuer))) {
                throw new CodedException(ErrorCode.CERTIFICATE_FILE_INVALID, file);
            }
            lists.add(list);
        }
        if (lists.isEmpty()) {
            throw new CodedException(ErrorCode.CERTIFICATE_FILE_INVALID, file);
        }
        return new Revocations(Set.of(), List.copyOf(lists));
    }

    private static Collection<X509Certificate> authorities(CertificateFactory factory, Path authority)
            throws IOException, GeneralSecurityException {
        try (var input = Files.newInputStream(authority)) {
            return factory.generateCertificates(input).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    private static boolean signed(X509CRL list, X509Certificate issuer) {
        try {
            list.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
