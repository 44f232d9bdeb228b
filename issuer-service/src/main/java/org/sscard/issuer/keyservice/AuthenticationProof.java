package org.sscard.issuer.keyservice;

import java.util.HexFormat;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * What a card answered to INTERNAL AUTHENTICATION (card specification §5.2), bytes in hexadecimal.
 *
 * @param random 8 bytes of session factor
 * @param data 8 bytes
 * @param response the cryptogram, 8 bytes
 */
public record AuthenticationProof(
        CardIdentificationCode identificationCode,
        HistoricalBytes historicalBytes,
        String region,
        CardAlgorithm algorithm,
        String random,
        String data,
        String response) {

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
