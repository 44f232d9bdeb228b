package org.sscard.issuer.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** F12: a batch file that was cut, doubled, reordered, replayed or changed in one bit is rejected whole, with a reason. */
class BatchFileAttacksTest {

    private static final int CARDS = 5;

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("sscard.seed", new Random().nextLong());
    private Producer producer;
    private byte[] good;
    private Path attacked;

    @BeforeEach
    void prepare() throws IOException {
        producer = Workshop.open(directory.resolve("house"));
        good = Files.readAllBytes(Workshop.file(directory, 1, CARDS));
        attacked = directory.resolve("attacked.ssb");
    }

    @AfterEach
    void close() {
        producer.close();
    }

    @Test
    void cutAnywhere_isRejected() throws IOException {
        List<Integer> cuts = new ArrayList<>(boundaries());
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            cuts.add(random.nextInt(good.length));
        }
        for (int cut : cuts) {
            if (cut < good.length) {
                rejected(Arrays.copyOf(good, cut), "cut at " + cut);
            }
        }
    }

    @Test
    void anyBitFlipped_isRejected() throws IOException {
        Random random = new Random(seed);
        List<Integer> places = new ArrayList<>(boundaries());
        for (int i = 0; i < 300; i++) {
            places.add(random.nextInt(good.length));
        }
        for (int place : places) {
            byte[] flipped = good.clone();
            flipped[Math.min(place, good.length - 1)] ^= (byte) (1 << random.nextInt(8));
            rejected(flipped, "flipped at " + place);
        }
    }

    @Test
    void recordDoubledLeftOutOrMoved_isRejected() throws IOException {
        List<Integer> at = boundaries();
        for (int record = 0; record < CARDS; record++) {
            byte[] one = Arrays.copyOfRange(good, at.get(record), at.get(record + 1));
            rejected(spliced(at.get(record), one, at.get(record)), "doubled " + record);
            rejected(spliced(at.get(record), new byte[0], at.get(record + 1)), "left out " + record);
            if (record + 1 < CARDS) {
                byte[] both = Arrays.copyOfRange(good, at.get(record + 1), at.get(record + 2) + one.length);
                System.arraycopy(one, 0, both, both.length - one.length, one.length);
                rejected(spliced(at.get(record), both, at.get(record + 2)), "swapped " + record);
            }
        }
        rejected(spliced(good.length, new byte[] {0}, good.length), "longer by a byte");
    }

    @Test
    void recordOfAnotherFile_isRejected() throws IOException {
        byte[] other = Files.readAllBytes(Workshop.file(directory, 2, CARDS));
        List<Integer> at = boundaries();
        byte[] foreign = Arrays.copyOfRange(
                other, other.length - (good.length - at.get(1)), other.length - (good.length - at.get(2)));
        rejected(spliced(at.get(1), foreign, at.get(2)), "a record of another file");
    }

    @Test
    void replayed_andOutOfOrder_areRejectedWithTheirReason() {
        Path first = Workshop.file(directory, 1, 1);
        Path third = Workshop.file(directory, 3, 1);
        code(() -> producer.take(third), ErrorCode.BATCH_FILE_OUT_OF_ORDER);
        producer.take(first);
        code(() -> producer.take(first), ErrorCode.BATCH_FILE_REPLAYED);
        code(() -> producer.take(Workshop.file(directory, 1, 2)), ErrorCode.BATCH_FILE_REPLAYED);
        assertThat(producer.taken()).hasSize(1);
    }

    @Test
    void underAnotherTransportKey_isRejected() throws IOException {
        byte[] zeros = new byte[32];
        Files.write(attacked, good);
        try (KeyMaterial other = KeyMaterial.owning(zeros, MaterialAccess.GRANTED)) {
            code(() -> BatchFile.open(attacked, other, header -> header), ErrorCode.BATCH_FILE_INVALID);
        }
    }

    @Test
    void file_holdsNothingOfItsRecordsInTheClear() {
        String text = new String(good, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("producer=").doesNotContain("A0000001").doesNotContain("211002199002150");
    }

    private void rejected(byte[] bytes, String how) throws IOException {
        Files.write(attacked, bytes);
        assertThatThrownBy(() -> producer.take(attacked))
                .as("%s, seed %d", how, seed)
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    // A bit of the sequence number may make it another file's number before its MAC is looked at.
                    assertThat(e.code())
                            .isIn(
                                    ErrorCode.BATCH_FILE_INVALID,
                                    ErrorCode.BATCH_FILE_OUT_OF_ORDER,
                                    ErrorCode.BATCH_FILE_REPLAYED);
                    assertThat(e.getMessage()).doesNotContain("A0000001");
                });
        assertThat(producer.taken()).isEmpty();
    }

    private static void code(Runnable attack, ErrorCode code) {
        assertThatThrownBy(attack::run)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    /** The good file with the bytes from {@code from} to {@code to} replaced. */
    private byte[] spliced(int from, byte[] instead, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(good, 0, from);
        out.writeBytes(instead);
        out.write(good, to, good.length - to);
        return out.toByteArray();
    }

    /** Where each record begins, then the end frame, the MAC and the end. */
    private List<Integer> boundaries() {
        List<Integer> at = new ArrayList<>();
        int place = 14 + ByteBuffer.wrap(good, 10, 4).getInt();
        while (true) {
            at.add(place);
            int length = ByteBuffer.wrap(good, place, 4).getInt();
            place += 8 + length;
            if (length == 0) {
                at.add(place);
                at.add(place + 32);
                return at;
            }
        }
    }
}
