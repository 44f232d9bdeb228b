package org.sscard.issuer.cardtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.identity.CardNumber;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;

/** Cards and PSAMs for the test of the test: every version of a key has another value, so that mixing them up shows. */
final class TestCards {

    static final String REGION = "510100";
    static final String HISTORICAL = "0081544C968684510100A1B2C3";
    static final String PSAM_IMAGE = """
            {"kind":"psam","serial":"51010000000000000001","terminal":"510100000001","terminalSequence":1,
             "atr":"3B6D000000814E43868B510100D1D2D3D4","region":"510100","algorithm":"DES","level":1,"keys":{}}
            """;

    private static final JsonMapper JSON = new JsonMapper();
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private TestCards() {}

    /** A flawless card. */
    static ObjectNode image(SpecificationVersion version, String algorithm) {
        ObjectNode image = JSON.createObjectNode();
        image.put("kind", "card").put("version", version.text()).put("algorithm", algorithm);
        image.put("atrHistoricalBytes", HISTORICAL).put("region", REGION).put("pin", "123456");
        image.set("keys", keys(version));
        ObjectNode elements = image.putObject("elements");
        elements.put("SSSE/EF05/03", ascii(version.text()));
        elements.put("SSSE/EF05/04", "915600000251010051010001");
        elements.put("SSSE/EF05/07", ascii(CardNumber.ofBody("A0000123").text()));
        ObjectNode files = image.putObject("files");
        CardLayout.of(version)
                .files()
                .filter(file -> file.structure().dataName().equals("transparent") && !file.optional())
                .forEach(file -> files.put(file.ref().toString(), pattern(file.sizeBytes())));
        image.putObject("medical").put("account", 100000).put("year", "2026").put("startingDay", "0101");
        return image;
    }

    static ObjectNode keys(SpecificationVersion layout) {
        ObjectNode keys = JSON.createObjectNode();
        keys.put("root16", "00112233445566778899AABBCCDDEEFF").put("root8", "0123456789ABCDEF");
        ObjectNode named = keys.putObject("named");
        for (KeyDefinition key : CardLayout.of(layout).keys()) {
            for (int version = 2; version <= key.versions(); version++) {
                named.put(key.name() + "@" + version, otherRoot(key.name().hashCode() * 31L + version));
            }
        }
        return keys;
    }

    static String otherRoot(long seed) {
        byte[] root = new byte[16];
        new Random(seed).nextBytes(root);
        return HEX.formatHex(root);
    }

    static ObjectNode psam(String algorithm) {
        ObjectNode image = parse(PSAM_IMAGE);
        image.put("algorithm", algorithm);
        image.set("keys", keys(SpecificationVersion.V2_0));
        return image;
    }

    static ObjectNode parse(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static String ascii(String text) {
        return HEX.formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + i / 251);
        }
        return HEX.formatHex(bytes);
    }

    static CardTransport insert(ObjectNode image, TransmissionMode mode) {
        return new Contacts(VirtualCards.fromImage(image.toString(), mode, new Random(7)));
    }

    /** The whole test, blocking points included, of a card against the image that it should have been made from. */
    static CardTestReport test(CardTransport card, ObjectNode expected, @Nullable ObjectNode psam) {
        return test(card, expected, psam, new CardTest.Permission(true, serial -> true));
    }

    static CardTestReport test(
            CardTransport card, ObjectNode expected, @Nullable ObjectNode psam, CardTest.Permission permission) {
        TestCardFile file = TestCardFile.parse(expected.toString(), "expected", Clock.systemUTC());
        TestAuthority psamAuthority = psam == null ? null : new PsamAuthority(insert(psam, TransmissionMode.T1));
        try (TestAuthority authority = file.authority()) {
            return new CardTest(
                            card,
                            file.subject(),
                            authority,
                            psamAuthority,
                            file.pin(),
                            Clock.systemUTC(),
                            new SecureRandom())
                    .run(permission);
        }
    }

    static Consumer<ObjectNode> element(String ref, String hex) {
        return image -> ((ObjectNode) image.get("elements")).put(ref, hex);
    }

    static Consumer<ObjectNode> root(String key) {
        return image -> ((ObjectNode) image.get("keys").get("named")).put(key, otherRoot(99));
    }

    private record Contacts(CardSession card) implements CardTransport {

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            return ResponseApdu.parse(card.transmit(command.bytes()));
        }

        @Override
        public byte[] atr() {
            return card.atr();
        }

        @Override
        public byte[] reset() {
            card.reset();
            return card.atr();
        }

        @Override
        public void close() {
            card.reset();
        }
    }
}
