package org.sscard.issuer.keyservice;

import java.util.HexFormat;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.spec.layout.CardAlgorithm;

/** A card whose keys are asked for. */
public record KeyedCard(String region, HistoricalBytes historicalBytes, CardAlgorithm algorithm) {

    /** For the audit log: the chip, which names no person. */
    String chip() {
        String hex = HexFormat.of().withUpperCase().formatHex(historicalBytes.bytes());
        return region + " chip " + hex.substring(hex.length() - 8);
    }
}
