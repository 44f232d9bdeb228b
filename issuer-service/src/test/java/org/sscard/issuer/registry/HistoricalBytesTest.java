package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HistoricalBytesTest {

    private static final HexFormat HEX = HexFormat.of();

    @Test
    void standardAtr_yieldsThirteenBytes() {
        byte[] atr = HEX.parseHex("3B6D00000081544C968684510100A1B2C3");
        assertThat(HistoricalBytes.ofAtr(atr)).contains(new HistoricalBytes("0081544C968684510100A1B2C3"));
    }

    @Test
    void interfaceBytesAreSkipped() {
        byte[] atr = HEX.parseHex("3BFD1300008131FE450081544C968684510100A1B2C3AA");
        assertThat(HistoricalBytes.ofAtr(atr)).contains(new HistoricalBytes("0081544C968684510100A1B2C3"));
    }

    @Test
    void otherOrCutAtr_yieldsNothing() {
        assertThat(HistoricalBytes.ofAtr(HEX.parseHex("3B00"))).isEmpty();
        assertThat(HistoricalBytes.ofAtr(HEX.parseHex("3B6D0000008154"))).isEmpty();
        assertThat(HistoricalBytes.ofAtr(HEX.parseHex("3BFD"))).isEmpty();
        assertThat(HistoricalBytes.ofAtr(new byte[0])).isEmpty();
    }

    @Test
    void personalisedBytes_keepTheVendorAndCarryRegionAndSerial() {
        HistoricalBytes blank = new HistoricalBytes("0081544C968684FFFFFFFFFFFF");
        assertThat(blank.personalised("211002", HEX.parseHex("0000002A")).hex())
                .isEqualTo("0081544C96868421100000002A");
    }
}
