package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.layout.FileRef;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.pin.Pin;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Cards and PSAMs that answer nonsense: each use case ends with a code of the catalogue, and the next card is served. */
class LyingCardsTest {

    private static final CardPlace PLACE = CardPlace.named("");
    private static final int ROUNDS = 300;

    @TempDir
    Path directory;

    /** A card whose answers are bent with a probability. */
    private static final class Liar implements CardSimulator {

        private final CardSimulator honest =
                ServiceLoader.load(CardSimulator.class).findFirst().orElseThrow();
        private final Random random;
        private double share;

        Liar(Random random) {
            this.random = random;
        }

        @Override
        public SimulatedCard insert(String image) {
            SimulatedCard card = honest.insert(image);
            return new SimulatedCard() {
                @Override
                public ResponseApdu transmit(CommandApdu command) {
                    ResponseApdu answer = card.transmit(command);
                    return random.nextDouble() < share ? bent(answer) : answer;
                }

                @Override
                public String image() {
                    return card.image();
                }

                @Override
                public byte[] atr() {
                    return card.atr();
                }

                @Override
                public byte[] reset() {
                    return card.reset();
                }

                @Override
                public void close() {
                    card.close();
                }
            };
        }

        private ResponseApdu bent(ResponseApdu answer) {
            byte[] bytes = answer.bytes();
            return switch (random.nextInt(5)) {
                case 0 -> noise(random.nextInt(256));
                case 1 -> {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    yield ResponseApdu.parse(bytes);
                }
                case 2 -> ResponseApdu.parse(new byte[] {(byte) 0x90, 0x00});
                case 3 -> ResponseApdu.parse(new byte[] {0x61, (byte) random.nextInt(256)});
                default -> {
                    byte[] shorter = new byte[2 + random.nextInt(bytes.length)];
                    System.arraycopy(bytes, 0, shorter, 0, Math.min(bytes.length, shorter.length));
                    yield ResponseApdu.parse(shorter);
                }
            };
        }

        private ResponseApdu noise(int length) {
            byte[] noise = new byte[length + 2];
            random.nextBytes(noise);
            return ResponseApdu.parse(noise);
        }
    }

    @Test
    void nonsense_isACodeEachTime() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Liar cardLiar = new Liar(random);
        Liar psamLiar = new Liar(random);
        VirtualReader user = new VirtualReader("user", cardLiar);
        VirtualReader psam = new VirtualReader("psam", psamLiar);
        try (ReaderDesk desk = new ReaderDesk(
                List.of(() -> List.of(user, psam)), new RoleMap(List.of(), true), Duration.ofSeconds(10))) {
            CardDesk cards = new CardDesk(
                    desk,
                    request -> Pin.taking("123456".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                    BlacklistReplica.open(directory.resolve("blacklist")),
                    new DebitJournal(directory),
                    "",
                    Duration.ofMillis(20),
                    Optional.empty(),
                    Window.CLOCK,
                    new SecureRandom());
            int refusals = 0;
            for (int round = 0; round < ROUNDS; round++) {
                cardLiar.share = 0;
                psamLiar.share = 0;
                user.insert(Images.card(round % 3 == 0 ? "3.00" : "2.00", round % 2 == 0 ? "DES" : "SM4"));
                psam.insert(Images.psam(round % 2 == 0 ? "DES" : "SM4", 1));
                ExpectedCard expected =
                        ExpectedCard.of(cards.readBasic(PLACE).identity().identificationCode());
                cardLiar.share = round % 5 == 0 ? 0 : 0.2;
                psamLiar.share = round % 5 == 1 ? 0 : 0.2;
                refusals += attempt(seed, round, cards, expected);
                user.remove();
                psam.remove();
            }
            assertThat(refusals).as("seed %d", seed).isGreaterThan(ROUNDS / 2);
        }
    }

    /** @return 1 for a refusal; anything else than a coded one fails the test */
    private static int attempt(long seed, int round, CardDesk cards, ExpectedCard expected) {
        FileSelection file = new FileSelection(
                new FileRef("DF01", "EF06"), OptionalInt.empty(), List.of(new FileSelection.Item(0x23, 1)));
        try {
            switch (round % 7) {
                case 0 -> cards.readBasic(PLACE);
                case 1 -> cards.verifyPin(PLACE);
                case 2 -> cards.readFiles(PLACE, expected, List.of(file), ReadingRight.KEY);
                case 3 -> cards.writeFiles(PLACE, expected, List.of(new FileContent(file, List.of(List.of("路")))));
                case 4 -> cards.unblockPin(PLACE, expected);
                case 5 -> cards.debitRecords(PLACE);
                default -> cards.debit(PLACE, expected, new Purchase(0, 1 + round, 0, "20261122120000"));
            }
            return 0;
        } catch (CodedException e) {
            assertThat(e.code()).as("seed %d round %d", seed, round).isNotEqualTo(ErrorCode.SERVER_INTERNAL);
            return 1;
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + " round " + round, e);
        }
    }
}
