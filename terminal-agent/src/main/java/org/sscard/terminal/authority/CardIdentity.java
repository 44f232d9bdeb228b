package org.sscard.terminal.authority;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;

/** What a holder of roots must know of a card to derive its keys. Immutable. */
public final class CardIdentity {

    /** Length of the historical bytes (card specification §1). */
    public static final int HISTORICAL_LENGTH = 13;

    private static final int FACTOR3_FROM = 5;

    private final CardIdentificationCode identificationCode;
    private final byte[] historicalBytes;
    private final CardAlgorithm algorithm;

    /** @param historicalBytes 13 bytes of the ATR */
    public CardIdentity(CardIdentificationCode identificationCode, byte[] historicalBytes, CardAlgorithm algorithm) {
        if (historicalBytes.length != HISTORICAL_LENGTH) {
            throw new IllegalArgumentException("historical bytes are 13, not " + historicalBytes.length);
        }
        this.identificationCode = identificationCode;
        this.historicalBytes = historicalBytes.clone();
        this.algorithm = algorithm;
    }

    public CardIdentificationCode identificationCode() {
        return identificationCode;
    }

    /** Six digits. */
    public String region() {
        return identificationCode.regionDigits();
    }

    public byte[] historicalBytes() {
        return historicalBytes.clone();
    }

    public CardAlgorithm algorithm() {
        return algorithm;
    }

    /**
     * Diversification factors in the order of PSAM data, factor 3 first (card specification §5.1): factor 3 is T6..T13,
     * factor 2 the region and "sx", factor 1 its province, "0000" and "sh".
     *
     * @param levels 1 to 3, how many factors
     */
    List<byte[]> factors(int levels) {
        byte[] card = Arrays.copyOfRange(historicalBytes, FACTOR3_FROM, HISTORICAL_LENGTH);
        byte[] city = (region() + "sx").getBytes(StandardCharsets.US_ASCII);
        byte[] province = (region().substring(0, 2) + "0000sh").getBytes(StandardCharsets.US_ASCII);
        return List.of(card, city, province).subList(0, levels);
    }
}
