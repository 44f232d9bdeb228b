package org.sscard.servicekit.security;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Files that prove who one is and whom one trusts, all PEM; any TLS library takes them.
 *
 * @param certificate own certificate, followed by its intermediates
 * @param key own private key, PKCS#8, not encrypted, readable by its owner only
 * @param authority certificates of the authorities whose peers are trusted
 */
public record Credentials(Path certificate, Path key, Path authority) {

    /** Until when the own certificate is valid. */
    public Instant expires() {
        try {
            return PemFiles.certificate(certificate).getNotAfter().toInstant();
        } catch (IOException | GeneralSecurityException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, certificate);
        }
    }
}
