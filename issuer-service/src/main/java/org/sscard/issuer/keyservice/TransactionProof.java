package org.sscard.issuer.keyservice;

import java.util.HexFormat;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * What a card proved with its TAC (card specification §5.4).
 *
 * @param tac 8 hex digits
 */
public record TransactionProof(
        CardIdentificationCode identificationCode,
        HistoricalBytes historicalBytes,
        String region,
        CardAlgorithm algorithm,
        MedicalTransaction.Purchase purchase,
        String tac) {

    byte[] tacBytes() {
        return HexFormat.of().parseHex(tac);
    }
}
