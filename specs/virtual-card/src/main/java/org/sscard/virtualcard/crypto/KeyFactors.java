package org.sscard.virtualcard.crypto;

import java.nio.charset.StandardCharsets;

/** The three diversification factors of a card (§5.1), 8 bytes each. */
public final class KeyFactors {

    private static final int SERIAL_FROM = 5;

    private final byte[] province;
    private final byte[] city;
    private final byte[] card;

    private KeyFactors(byte[] province, byte[] city, byte[] card) {
        this.province = province;
        this.city = city;
        this.card = card;
    }

    /**
     * @param region six digits
     * @param historicalBytes 13 bytes
     */
    public static KeyFactors of(String region, byte[] historicalBytes) {
        return new KeyFactors(
                provinceFactor(region), cityFactor(region), ByteArrays.slice(historicalBytes, SERIAL_FROM, 8));
    }

    /** ASCII of the first two digits of the region ‖ 30 30 30 30 73 68. */
    public byte[] province() {
        return province.clone();
    }

    /** ASCII of the six digits of the region ‖ 73 78. */
    public byte[] city() {
        return city.clone();
    }

    /** T6 to T13 of the historical bytes. */
    public byte[] card() {
        return card.clone();
    }

    public static byte[] provinceFactor(String region) {
        return (region.substring(0, 2) + "0000sh").getBytes(StandardCharsets.US_ASCII);
    }

    public static byte[] cityFactor(String region) {
        return (region + "sx").getBytes(StandardCharsets.US_ASCII);
    }

    /** The card key of a ministry root: all three steps. */
    public byte[] cardKey(CardCrypto crypto, byte[] root) {
        return crypto.diversify(crypto.diversify(crypto.diversify(root, province), city), card);
    }
}
