package org.sscard.virtualcard;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Images for tests: a 2.0 card of Chengdu with everything at its default, and a PSAM of the same roots. */
public final class TestImages {

    public static final String ROOT16 = "00112233445566778899AABBCCDDEEFF";
    public static final String ROOT8 = "0123456789ABCDEF";
    public static final String REGION = "510100";
    public static final String HISTORICAL = "0081544C968684510100A1B2C3";

    private TestImages() {}

    public static String card(Consumer<ObjectNode> changes) {
        return edited("""
                {"kind":"card","version":"2.00","algorithm":"DES","atrHistoricalBytes":"%s","region":"%s",
                 "pin":"123456","keys":{"root16":"%s","root8":"%s"},
                 "elements":{"SSSE/EF05/03":"322E3030","SSSE/EF05/07":"413030303031323333","SSSE/EF06/09":"B2E2CAD4BCD7"},
                 "medical":{"account":100000,"selfPay":0,"pool":0,"year":"2026","startingDay":"0101",
                            "loadSequence":0,"purchaseSequence":0}}
                """.formatted(HISTORICAL, REGION, ROOT16, ROOT8), changes);
    }

    public static String card() {
        return card(image -> {});
    }

    public static String sm4Card() {
        return card(image -> image.put("algorithm", "SM4"));
    }

    public static String psam(Consumer<ObjectNode> changes) {
        return edited("""
                {"kind":"psam","serial":"51010000000000000001","terminal":"510100000001","terminalSequence":1,
                 "atr":"3B6D000000814E43868B510100D1D2D3D4","region":"%s","algorithm":"DES","level":1,
                 "keys":{"root16":"%s","root8":"%s"}}
                """.formatted(REGION, ROOT16, ROOT8), changes);
    }

    public static void withAllApplications(ObjectNode image) {
        image.putArray("optional").add("DF05").add("DF06").add("DF07").add("SSSE/EF0D");
    }

    public static String edited(String json, Consumer<ObjectNode> changes) {
        try {
            ObjectNode image = (ObjectNode) new ObjectMapper().readTree(json);
            changes.accept(image);
            return image.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
