package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.crypto.MedicalCrypto;

/** Any bytes, in any number: an answer each time, and a card that still answers right afterwards. */
class RandomCommandsTest {

    private static final CardSession ANY_CARD = TestCard.t1(TestImages.card()).session();
    private static final int COMMANDS = 20_000;
    private static final int[] CLASSES = {0x00, 0x04, 0x80, 0x84, 0xB0, 0xBF};
    private static final int[] INSTRUCTIONS = {
        0xA4, 0xB2, 0xDC, 0xB0, 0xD6, 0x82, 0x84, 0x88, 0x20, 0x5E, 0x24, 0x1E, 0x16, 0x26, 0x28, 0x2A, 0x2C, 0x2E,
        0x56, 0xE0, 0xD4, 0x5C, 0xF0, 0xCA, 0xC0, 0xEC, 0xDE, 0xFA, 0x70, 0x72
    };
    private static final List<String> SEEDS = List.of(
            "00A404000F7378312E73682EC9E7BBE1B1A3D5CF",
            "00A4000002DF01",
            "00A4000002DF04",
            "0084000008",
            "00A40000023F00");

    @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
    void twentyThousandRandomCommands_leaveACardThatAnswersRight(@ForAll long seed) {
        for (TransmissionMode mode : TransmissionMode.values()) {
            bombardAndAsk(TestImages.card(), mode, seed);
            bombardAndAsk(TestImages.sm4Card(), mode, seed);
        }
    }

    private static void bombardAndAsk(String image, TransmissionMode mode, long seed) {
        TestCard card = TestCard.of(image, mode);
        String before = card.session().image();
        bombard(card.session(), seed);
        String after = card.session().image();
        assertThat(withFullCounters(after)).as("seed %d", seed).isEqualTo(before);
        card.session().reset();
        card.send("00A404000F" + TestCard.SSSE);
        assertThat(card.authenticate("BK")).as("seed %d", seed).isEqualTo("9000");
        answersRight(seed, TestCard.of(withFullCounters(after), mode), TestCard.of(before, mode));
    }

    @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
    void twentyThousandRandomCommands_leaveAPsamThatAnswersRight(@ForAll long seed) {
        String image = TestImages.psam(changes -> {});
        CardSession psam = VirtualCards.fromImage(image, TransmissionMode.T1, new Random(1));
        String before = psam.image();
        bombard(psam, seed);
        psam.reset();
        assertThat(psam.image()).as("seed %d", seed).isEqualTo(before);
        TestCard terminal = new TestCard(psam, CardAlgorithm.DES);
        assertThat(terminal.send("00B0960006")).as("seed %d", seed).isEqualTo("5101000000019000");
        TestCard card = TestCard.t1(TestImages.card()).inEnvironment();
        String factors =
                TestCard.hex(ByteArrays.slice(card.session().atr(), 9, 8)) + "3531303130307378" + "3531303030307368";
        terminal.ok("BFDE" + "67" + "0A" + "20" + factors + TestCard.hex(card.challenge()));
        String cryptogram = terminal.send("80FA000008" + "30B00BBDB804864E").substring(0, 16);
        assertThat(card.send("0082000A10" + cryptogram + "30B00BBDB804864E"))
                .as("seed %d", seed)
                .isEqualTo("9000");
    }

    @Property(tries = 1, edgeCases = EdgeCasesMode.NONE)
    void randomCommandsOnABlankCard_leaveItBlankOrAnswering(@ForAll long seed) {
        CardSession blank = VirtualCards.fromImage(
                "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                        + "\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}",
                TransmissionMode.T1,
                new Random(1));
        bombard(blank, seed);
        assertThat(blank.transmit(TestCard.bytes("80CA009F01")))
                .as("seed %d", seed)
                .isEqualTo(TestCard.bytes("009000"));
    }

    @Property(tries = 2000)
    void anyBytes_areAnsweredWithAStatusWord(@ForAll @Size(max = 300) byte[] command) {
        ANY_CARD.reset();
        byte[] answer = ANY_CARD.transmit(command);
        assertThat(answer.length).isBetween(2, 258);
        assertThat(answer[answer.length - 2] & 0xF0).isIn(0x60, 0x90);
    }

    private static void bombard(CardSession card, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < COMMANDS; i++) {
            byte[] command = command(random);
            assertThatCode(() -> assertThat(card.transmit(command).length).isBetween(2, 258))
                    .as("seed %d, %s", seed, HexFormat.of().formatHex(command))
                    .doesNotThrowAnyException();
        }
    }

    /** Mostly commands that are nearly right, for these reach deepest. */
    private static byte[] command(Random random) {
        if (random.nextInt(10) == 0) {
            return TestCard.bytes(SEEDS.get(random.nextInt(SEEDS.size())));
        }
        byte[] command = new byte[random.nextInt(40)];
        random.nextBytes(command);
        if (command.length >= 4 && random.nextInt(8) > 0) {
            command[0] = (byte) CLASSES[random.nextInt(CLASSES.length)];
            command[1] = (byte) INSTRUCTIONS[random.nextInt(INSTRUCTIONS.length)];
            command[2] = (byte) random.nextInt(random.nextInt(6) + 1);
            command[3] = (byte) (random.nextBoolean() ? random.nextInt(3) : random.nextInt(256));
        }
        if (command.length > 5 && random.nextInt(6) > 0) {
            command[4] = (byte) (command.length - 5);
        }
        return command;
    }

    /** Everything on the card can be read as on a card of the same image that was left alone. */
    private static void answersRight(long seed, TestCard card, TestCard untouched) {
        CardLayout layout = CardLayout.of(SpecificationVersion.V2_0);
        for (Application application : layout.applications()) {
            if (!application.optional()) {
                open(untouched, application.name());
                open(card, application.name());
                application.files().stream()
                        .flatMap(RandomCommandsTest::reads)
                        .forEach(read -> assertThat(card.send(read))
                                .as("seed %d, %s in %s", seed, read, application.name())
                                .isEqualTo(untouched.send(read)));
            }
        }
        for (KeyDefinition key : layout.keys()) {
            if (key.type() == KeyType.EA && !layout.application(key.directory()).optional()) {
                open(card, key.directory());
                assertThat(authenticate(card, key))
                        .as("seed %d, %s", seed, key.name())
                        .isEqualTo("9000");
            }
        }
        buy(card, seed);
    }

    /** The SSSE or one of its applications, with the PIN verified. */
    private static void open(TestCard card, String application) {
        card.session().reset();
        card.send("00A404000F" + TestCard.SSSE);
        if (!application.equals("SSSE")) {
            card.send("00A4000002" + application);
        }
        assertThat(card.send("0020000003123456")).isEqualTo("9000");
    }

    private static Stream<String> reads(CardFile file) {
        String address = TestCard.octet(file.sfi() << 3 | 4);
        return switch (file.structure()) {
            case TRANSPARENT -> Stream.of("00B0" + TestCard.octet(0x80 | file.sfi()) + "0020");
            case INTERNAL -> Stream.of("B026000104", "B026000206", "B026000306", "B056010002");
            case CYCLIC ->
                Stream.of("00B201" + address + TestCard.octet(file.recordLength()), "00B202" + address + "00");
            case FIXED_TLV, VARIABLE_TLV ->
                file.records().stream()
                        .map(slot -> "00B2" + TestCard.octet(slot.number()) + address
                                + TestCard.octet(slot.element().length() + 2));
        };
    }

    /** Version 3, so that another version than the usual one is tried too where there is one. */
    private static String authenticate(TestCard card, KeyDefinition key) {
        return card.authenticate(key.id(), card.cardKey(key.name()), TestCard.octet(key.versions()));
    }

    private static void buy(TestCard card, long seed) {
        open(card, "DF04");
        String amounts = "00000064" + "00000000" + "00000000";
        String begun = card.send("B028010113" + "01" + amounts + "510100000001" + "16");
        if (begun.startsWith("61")) {
            begun = card.send("00C0000016");
        }
        assertThat(begun).as("seed %d", seed).endsWith("9000");
        byte[] answer = TestCard.bytes(begun);
        byte[] session = MedicalCrypto.purchaseSession(
                card.crypto(),
                card.cardKey("DPK"),
                ByteArrays.slice(answer, 18, 4),
                ByteArrays.slice(answer, 14, 2),
                TestCard.bytes("00000001"));
        byte[] mac1 = card.crypto().mac(session, TestCard.bytes(amounts + "32" + "510100000001" + "20260315101112"));
        assertThat(card.send("B02C01000F" + "00000001" + "20260315101112" + TestCard.hex(mac1)))
                .as("seed %d", seed)
                .matches("(6108|.{16}9000)");
        assertThat(card.send("B026000104")).as("seed %d", seed).isEqualTo("0001863C9000");
    }

    /** A card whose tries stand as before: what wrong PINs and keys of a bombardment cost is given back. */
    private static String withFullCounters(String image) {
        return image.replaceAll("(?s),\\s*\"counters\" : \\{[^}]*}", "");
    }
}
