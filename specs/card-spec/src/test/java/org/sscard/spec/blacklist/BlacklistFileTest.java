package org.sscard.spec.blacklist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.identity.CardIdentificationCode;

class BlacklistFileTest {

    @TempDir
    private Path folder;

    private BlacklistFile list(long seed, int codes, long expected) throws IOException {
        Path file = folder.resolve("list-" + seed + "-" + codes);
        Random random = new Random(seed);
        try (BlacklistWriter writer = new BlacklistWriter(folder, expected)) {
            for (int i = 0; i < codes; i++) {
                writer.add(random.nextLong(), random.nextLong());
            }
            writer.write(file, 42, Instant.EPOCH);
        }
        return BlacklistFile.open(file);
    }

    @Test
    void everyListedCode_isFound_inListsOfAnySize() throws IOException {
        for (int size : new int[] {0, 1, 2, 3, 10, 100, 1_000, 50_000}) {
            BlacklistFile list = list(size, size, size * 100L);
            assertThat(list.count()).isEqualTo(size);
            assertThat(list.version()).isEqualTo(42);
            Random random = new Random(size);
            for (int i = 0; i < size; i++) {
                long high = random.nextLong();
                long low = random.nextLong();
                assertThat(list.mayContain(high, low)).isTrue();
                assertThat(list.contains(high, low)).isTrue();
            }
        }
    }

    @Test
    void ofAMillionOthers_noneIsRefused_andTheFilterKnowsMostOfThem() throws IOException {
        BlacklistFile list = list(7, 100_000, 1_000_000);
        Random others = new Random(8);
        int maybe = 0;
        for (int i = 0; i < 1_000_000; i++) {
            long high = others.nextLong();
            long low = others.nextLong();
            maybe += list.mayContain(high, low) ? 1 : 0;
            assertThat(list.contains(high, low)).isFalse();
        }
        assertThat(maybe).isLessThan(60);
        assertThat(list.residentBytes()).isLessThan(100_000 * 5 / 2);
    }

    @Test
    void codeThatComesTwice_standsOnce() throws IOException {
        Path file = folder.resolve("twice");
        CardIdentificationCode code = CardIdentificationCode.ofBytes(
                ByteBuffer.allocate(16).putLong(-5).array());
        try (BlacklistWriter writer = new BlacklistWriter(folder, 2)) {
            writer.add(code);
            writer.add(code);
            writer.write(file, 1, Instant.EPOCH);
            assertThat(writer.count()).isEqualTo(1);
        }
        assertThat(BlacklistFile.open(file).contains(code)).isTrue();
    }

    @Test
    void cutFile_isNotOpened() throws IOException {
        list(9, 1_000, 1_000);
        Path file = folder.resolve("list-9-1000");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, 40, 100, whole.length / 2, whole.length - 1}) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> BlacklistFile.open(file))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void writer_leavesNothingBehind() throws IOException {
        list(10, 10, 10_000_000);
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }
}
