package org.sscard.issuer.cardtest;

import java.util.Optional;
import java.util.Set;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;

/**
 * What a run goes by, settled before the first point.
 *
 * @param subject what the tester said of the card
 * @param atr as the card gave it at the beginning, upper-case hex
 * @param historical its 13 historical bytes, upper-case hex; 00 where the ATR is too short
 * @param psam the PSAM that point 18 compares with, if there is one
 */
record RunFacts(
        TestSubject subject,
        CardLayout layout,
        String region,
        CardAlgorithm algorithm,
        String atr,
        String historical,
        CardCryptograms cryptograms,
        Optional<CardCryptograms> psam,
        boolean destructive) {

    Set<String> optional() {
        return subject.optional();
    }
}
