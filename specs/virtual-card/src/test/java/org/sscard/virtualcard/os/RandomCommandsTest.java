package org.sscard.virtualcard.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.TestCard;
import org.sscard.virtualcard.TestImages;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;

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

    @Test
    void twentyThousandRandomCommands_leaveACardThatAnswersRight() {
        for (TransmissionMode mode : TransmissionMode.values()) {
            long seed = new Random().nextLong();
            TestCard card = TestCard.of(TestImages.card(), mode);
            String before = card.session().image();
            bombard(card.session(), seed);
            card.session().reset();
            answersRight(seed, card, mode);
            assertThat(withoutCounters(card.session().image()))
                    .as("seed " + seed)
                    .isEqualTo(withoutCounters(before));
        }
    }

    @Test
    void twentyThousandRandomCommands_leaveAPsamThatAnswersRight() {
        long seed = new Random().nextLong();
        CardSession psam = VirtualCards.fromImage(TestImages.psam(image -> {}), TransmissionMode.T1, new Random(1));
        bombard(psam, seed);
        psam.reset();
        assertThat(HexFormat.of().withUpperCase().formatHex(psam.transmit(TestCard.bytes("00B0960006"))))
                .as("seed " + seed)
                .isEqualTo("5101000000019000");
    }

    @Test
    void randomCommandsOnABlankCard_leaveItBlankOrAnswering() {
        long seed = new Random().nextLong();
        CardSession blank = VirtualCards.fromImage(
                "{\"kind\":\"blank\",\"transportKey\":\"404142434445464748494A4B4C4D4E4F\","
                        + "\"atrHistoricalBytes\":\"0081544C968684510100A1B2C3\"}",
                TransmissionMode.T1,
                new Random(1));
        bombard(blank, seed);
        assertThat(blank.transmit(TestCard.bytes("80CA009F01")))
                .as("seed " + seed)
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
            byte[] answer = card.transmit(command);
            assertThat(answer.length)
                    .as(() -> "seed " + seed + " " + HexFormat.of().formatHex(command))
                    .isBetween(2, 258);
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

    private static void answersRight(long seed, TestCard card, TransmissionMode mode) {
        String select = card.send("00A404000F" + TestCard.SSSE);
        assertThat(select).as("seed " + seed).endsWith(mode == TransmissionMode.T0 ? "611E" : "9000");
        assertThat(card.send("00B207 2C 0B")).as("seed " + seed).isEqualTo("07094130303030313233339000");
        assertThat(card.authenticateWrongly(0x05)).as("seed " + seed).isEqualTo("63CF");
        assertThat(card.authenticate("BK")).as("seed " + seed).isEqualTo("9000");
    }

    /** Wrong PINs and keys cost tries; everything else must stand as before. */
    private static String withoutCounters(String image) {
        return image.replaceAll("(?s),\\s*\"counters\" : \\{[^}]*}", "");
    }
}
