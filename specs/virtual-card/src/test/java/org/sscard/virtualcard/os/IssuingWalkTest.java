package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.virtualcard.TestCard.bytes;
import static org.sscard.virtualcard.TestCard.hex;
import static org.sscard.virtualcard.TestCard.octet;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.FileStructure;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeySlot;
import org.sscard.spec.layout.RecordSlot;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.crypto.KeyFactors;
import org.sscard.virtualcard.crypto.MedicalCrypto;
import org.sscard.virtualcard.crypto.SecureMessaging;

/** From BLANK to a card in use, by commands alone (§7.1). */
class IssuingWalkTest {

    private static final String TRANSPORT_KEY = "404142434445464748494A4B4C4D4E4F";
    private static final String BLANK = "{\"kind\":\"blank\",\"transportKey\":\"" + TRANSPORT_KEY
            + "\",\"atrHistoricalBytes\":\"00000000000000000000000000\"}";

    private final CardLayout layout = CardLayout.of(SpecificationVersion.V2_0);
    private TestCard card;

    @BeforeEach
    void blankCard() {
        card = TestCard.t1(BLANK);
    }

    @Test
    void blankCard_knowsOnlyItsTransportKey() {
        assertThat(card.send("80CA009F01")).isEqualTo("009000");
        assertThat(card.send("00A40000023F00")).isEqualTo("6A82");
        assertThat(card.send("00A404000F" + TestCard.SSSE)).isEqualTo("6A82");
        assertThat(card.send("00B2012C00")).isEqualTo("6A82");
        assertThat(card.send("00B2010400")).isEqualTo("6986");
        assertThat(card.send("80E0000002" + "3F00")).isEqualTo("6982");
        assertThat(card.send("805C00000D" + TestImages.HISTORICAL)).isEqualTo("6982");
        assertThat(card.authenticateWrongly(0x00)).isEqualTo("63CF");
        assertThat(card.authenticateWrongly(0x04)).isEqualTo("6A88");
        assertThat(card.send("0020000003123456")).isEqualTo("6A88");
        assertThat(card.send("80F00000")).isEqualTo("6A82");
    }

    @Test
    void masterKeys_takeOverFromAboveOneByOne() {
        transport();
        assertThat(card.send("80E0000002" + "3F00")).isEqualTo("9000");
        assertThat(card.send("80CA009F01")).isEqualTo("019000");
        assertThat(card.send("805C00000D" + TestImages.HISTORICAL)).isEqualTo("6985");
        byte[] masterFileKey = bytes("11".repeat(16));
        assertThat(load(card.crypto(), bytes(TRANSPORT_KEY), 0x00, 0x00, 1, 0xFF, masterFileKey))
                .isEqualTo("9000");
        assertThat(card.send("80E001000BDDF1FF" + "0102030405060708")).isEqualTo("6982");
        assertThat(card.authenticate(0x00, bytes(TRANSPORT_KEY), "")).isEqualTo("63CF");
        assertThat(card.authenticate(0x00, masterFileKey, "")).isEqualTo("9000");
        assertThat(card.send("80E001000BDDF1FF" + "0102030405060708")).isEqualTo("9000");
        byte[] environmentKey = bytes("22".repeat(16));
        assertThat(load(card.crypto(), environmentKey, 0x00, 0x00, 1, 0xFF, environmentKey))
                .isEqualTo("6988");
        assertThat(load(card.crypto(), masterFileKey, 0x00, 0x00, 1, 0xFF, environmentKey))
                .isEqualTo("9000");
        assertThat(card.send("80E003000BEF0501001000000000FF00")).isEqualTo("6982");
        assertThat(card.authenticate(0x00, environmentKey, "")).isEqualTo("9000");
        assertThat(card.send("80E003000BEF0501001000000000FF00")).isEqualTo("9000");
        assertThat(card.send("80E003000BEF0501001000000000FF00")).isEqualTo("6A80");
    }

    @Test
    void badKeyData_isRefused() {
        transport();
        card.ok("80E00000");
        byte[] key = bytes(TRANSPORT_KEY);
        assertThat(load(card.crypto(), key, 0x08, 0x01, 1, 3, new byte[16])).isEqualTo("6A80");
        assertThat(load(card.crypto(), key, 0x01, 0x01, 1, 3, new byte[8])).isEqualTo("6A80");
        assertThat(load(card.crypto(), key, 0x03, 0x01, 1, 3, new byte[16])).isEqualTo("6A80");
        assertThat(load(card.crypto(), key, 0x01, 0x01, 1, 16, new byte[16])).isEqualTo("6A80");
        assertThat(load(card.crypto(), key, 0x07, 0x00, 1, 6, bytes("FFFFFFFFFFFFFFFF")))
                .isEqualTo("6A80");
        assertThat(card.send("84D400001C" + "00".repeat(28))).isEqualTo("6984");
        byte[] plain = concat(bytes("0104010203"), new byte[16]);
        assertThat(card.securedAndEncrypted("84D40000", key, plain)).isEqualTo("6A81");
        byte[] good = concat(bytes("0104010103"), new byte[16]);
        assertThat(card.securedAndEncrypted("84D40100", key, good)).isEqualTo("6A88");
        assertThat(card.securedAndEncrypted("84D40000", key, good)).isEqualTo("9000");
        assertThat(card.securedAndEncrypted("84D40100", key, good)).isEqualTo("9000");
    }

    @ParameterizedTest
    @EnumSource(
            value = CardAlgorithm.class,
            names = {"DES", "SM4"})
    void cardIssuedByCommandsAlone_servesReadsPinAuthenticationAndPurchase(CardAlgorithm algorithm) throws Exception {
        issue(algorithm);
        TestCard issued = new TestCard(card.session(), algorithm);
        use(issued);
        String image = issued.session().image();
        assertThat(new ObjectMapper().readTree(image).has("state")).isTrue();
        TestCard again = new TestCard(VirtualCards.fromImage(image, TransmissionMode.T1, new Random(2)), algorithm);
        assertThat(again.session().image()).isEqualTo(image);
        again.in("DF04").withPin("123456");
        assertThat(again.send("00B2014400")).startsWith("0000" + "32" + "510100000001");
        again.in("DF03").withPin("123456");
        assertThat(again.data("00B204CC00")).hasSize(41);
    }

    private void issue(CardAlgorithm algorithm) {
        transport();
        card.ok("805C00000D" + TestImages.HISTORICAL);
        card.session().reset();
        assertThat(hex(card.session().atr())).endsWith(TestImages.HISTORICAL);
        transport();
        card.ok("80E0000002" + "3F00");
        CardCrypto crypto = CardCrypto.of(algorithm);
        byte[] masterFileKey = cardKey(crypto, layout.masterKey("MF"));
        assertThat(load(algorithm, card.crypto(), bytes(TRANSPORT_KEY), layout.masterKey("MF"), masterFileKey))
                .isEqualTo("9000");
        TestCard perso = new TestCard(card.session(), algorithm);
        assertThat(perso.authenticate(0x00, masterFileKey, "")).isEqualTo("9000");
        byte[] environmentKey = masterFileKey;
        for (Application application : layout.applications()) {
            if (application.optional()) {
                continue;
            }
            boolean isEnvironment = application.type() == Application.ApplicationType.DDF;
            perso.ok("80E00" + (isEnvironment ? 1 : 2) + "00" + octet(3 + application.aidBytes().length)
                    + String.format(Locale.ROOT, "%04X", application.fid())
                    + octet(layout.lockKeyId(application)) + application.aid());
            byte[] parentKey = isEnvironment ? masterFileKey : environmentKey;
            KeyDefinition master = layout.masterKey(application.name());
            byte[] own = cardKey(crypto, master);
            assertThat(load(algorithm, crypto, parentKey, master, own)).isEqualTo("9000");
            assertThat(perso.authenticate(0x00, own, "")).isEqualTo("9000");
            environmentKey = isEnvironment ? own : environmentKey;
            fill(perso, crypto, algorithm, own, application);
        }
        byte[] pin = concat(bytes("0700000006"), bytes("123456FFFFFFFFFF"));
        perso.inEnvironment();
        assertThat(perso.securedAndEncrypted("84D40000", environmentKey, pin)).isEqualTo("9000");
        for (Application application : layout.applications()) {
            if (!application.optional() && application.type() == Application.ApplicationType.ADF) {
                perso.in(application.name());
                perso.ok("80F00000");
                assertThat(perso.send("80F00000")).isEqualTo("6985");
                assertThat(perso.send("80CA009F01")).isEqualTo("019000");
            }
        }
        perso.inEnvironment();
        perso.ok("80F00000");
        assertThat(perso.send("80CA009F01")).isEqualTo("029000");
        perso.ok("00A40000023F00");
        perso.ok("80F00000");
        assertThat(perso.send("80CA009F01")).isEqualTo("039000");
    }

    private void fill(
            TestCard perso, CardCrypto crypto, CardAlgorithm algorithm, byte[] master, Application application) {
        for (KeyDefinition key : layout.keysOf(application.name())) {
            assertThat(load(algorithm, crypto, master, key, cardKey(crypto, key)))
                    .isEqualTo("9000");
        }
        for (CardFile file : application.files()) {
            if (file.optional()) {
                continue;
            }
            perso.ok("80E003000B"
                    + String.format(Locale.ROOT, "%04X", file.fid())
                    + octet(file.structure().typeCode())
                    + String.format(Locale.ROOT, "%04X", file.sizeBytes())
                    + octet(file.recordLength())
                    + octet(
                            file.structure() == FileStructure.CYCLIC
                                    ? file.recordCount()
                                    : file.records().size())
                    + octet(file.read().code())
                    + octet(layout.keyId(file.read()))
                    + octet(file.update().code())
                    + octet(layout.keyId(file.update())));
            for (RecordSlot slot : file.records()) {
                byte[] value = new byte[slot.element().length()];
                Arrays.fill(value, slot.element().format().padding());
                String record = octet(slot.element().tag()) + octet(value.length) + hex(value);
                perso.ok("00DC" + octet(slot.element().tag()) + octet(file.sfi() << 3) + octet(value.length + 2)
                        + record);
            }
            if (file.structure() == FileStructure.INTERNAL) {
                perso.ok("00D6000014" + "00000000" + "000186A0" + "00000000" + "00000000" + "2026" + "0101");
            }
        }
    }

    private void use(TestCard issued) {
        issued.session().reset();
        issued.inEnvironment();
        assertThat(issued.send("00A404000F" + TestCard.SSSE))
                .endsWith("8601" + octet(issued.crypto().algorithm().code()) + "9000");
        assertThat(issued.authenticate(0x00, new byte[16], "")).isEqualTo("6A88");
        assertThat(issued.authenticate("UKSSSE")).isEqualTo("9000");
        issued.ok("00DC0728 0B 0709 413030303031323333");
        assertThat(issued.send("00B2072C00")).isEqualTo("07094130303030313233339000");
        issued.in("DF01");
        assertThat(issued.send("00B2012C00")).isEqualTo("6982");
        issued.withPin("123456");
        assertThat(issued.send("00B2012C00")).isEqualTo("200200009000");
        issued.in("DF03");
        assertThat(issued.authenticate("LKDF03")).isEqualTo("9000");
        issued.ok("00A4000002DF04");
        purchase(issued);
        assertThat(issued.send("80E003000BEF0C01001000000000FF00")).isEqualTo("6985");
    }

    private static void purchase(TestCard card) {
        String amounts = "00000064" + "00000000" + "00000000";
        byte[] begun = card.data("B028010113" + "02" + amounts + "510100000001");
        assertThat(begun[16]).isEqualTo((byte) 2);
        byte[] session = MedicalCrypto.purchaseSession(
                card.crypto(), card.cardKey("DPK"), slice(begun, 18, 4), slice(begun, 14, 2), bytes("00000001"));
        byte[] mac1 = card.crypto().mac(session, bytes(amounts + "32" + "510100000001" + "20260315101112"));
        assertThat(card.send("B02C01000F" + "00000001" + "20260315101112" + hex(mac1)))
                .endsWith("9000");
        assertThat(card.send("B026000104")).isEqualTo("0001863C9000");
    }

    private void transport() {
        assertThat(card.authenticate(0x00, bytes(TRANSPORT_KEY), "")).isEqualTo("9000");
    }

    private static byte[] cardKey(CardCrypto crypto, KeyDefinition key) {
        boolean isShort = key.lengthBytes(crypto.algorithm()) == 8;
        return KeyFactors.of(TestImages.REGION, bytes(TestImages.HISTORICAL))
                .cardKey(crypto, bytes(isShort ? TestImages.ROOT8 : TestImages.ROOT16));
    }

    private String load(CardAlgorithm algorithm, CardCrypto under, byte[] master, KeyDefinition key, byte[] value) {
        String answer = "";
        for (KeySlot slot : key.slots()) {
            answer = load(
                    algorithm, under, master, key.type().code(), slot.id(), slot.version(), key.retryByte(), value);
            assertThat(answer).as(key.name()).isEqualTo("9000");
        }
        return answer;
    }

    private String load(CardCrypto under, byte[] master, int type, int id, int version, int retry, byte[] value) {
        return load(CardAlgorithm.DES, under, master, type, id, version, retry, value);
    }

    private String load(
            CardAlgorithm algorithm,
            CardCrypto under,
            byte[] master,
            int type,
            int id,
            int version,
            int retry,
            byte[] value) {
        byte[] header = {(byte) type, (byte) id, (byte) version, (byte) algorithm.code(), (byte) retry};
        byte[] session = under.sessionKey(master, card.challenge());
        byte[] encrypted = SecureMessaging.encrypt(under, session, concat(header, value));
        byte[] mac = SecureMessaging.mac(under, session, bytes("84D40000"), encrypted);
        return card.send("84D40000" + octet(encrypted.length + 4) + hex(encrypted) + hex(mac));
    }
}
