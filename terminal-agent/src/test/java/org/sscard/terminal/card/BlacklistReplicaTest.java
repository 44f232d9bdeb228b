package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.spec.blacklist.BlacklistWriter;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;

class BlacklistReplicaTest {

    @TempDir
    Path directory;

    private static CardIdentificationCode card(int number) {
        byte[] bytes = new byte[16];
        bytes[15] = (byte) number;
        return CardIdentificationCode.ofBytes(bytes);
    }

    private BlacklistReplica open() {
        return BlacklistReplica.open(directory.resolve("blacklist"));
    }

    @Test
    void changesInOrder_surviveARestart() {
        BlacklistReplica replica = open();
        assertThat(replica.apply(1, card(1), true)).isTrue();
        assertThat(replica.apply(2, card(2), true)).isTrue();
        assertThat(replica.apply(3, card(1), false)).isTrue();
        BlacklistReplica again = open();
        assertThat(again.version()).isEqualTo(3);
        assertThat(again.contains(card(1))).isFalse();
        assertThat(again.contains(card(2))).isTrue();
    }

    @Test
    void lostChange_isNoticedAndUnblocksNobody() {
        BlacklistReplica replica = open();
        assertThat(replica.apply(1, card(1), true)).isTrue();
        assertThat(replica.apply(3, card(1), false)).isFalse();
        assertThat(replica.version()).isEqualTo(1);
        assertThat(replica.contains(card(1))).isTrue();
    }

    @Test
    void repeatedChange_changesNothing() {
        BlacklistReplica replica = open();
        assertThat(replica.apply(1, card(1), true)).isTrue();
        assertThat(replica.apply(2, card(1), false)).isTrue();
        assertThat(replica.apply(1, card(1), true)).isTrue();
        assertThat(replica.contains(card(1))).isFalse();
    }

    @Test
    void damagedCopy_isNotTakenForAnEmptyList() throws IOException {
        Files.writeString(directory.resolve("blacklist"), "nonsense\n");
        assertThatThrownBy(this::open).isInstanceOf(CodedException.class);
    }

    /** F20: the full list brings back what was lost; an older one un-blocks nobody. */
    @Test
    void fullList_replacesTheCopy_andNewerChangesStay() throws IOException {
        BlacklistReplica replica = open();
        assertThat(replica.wantsFullList()).isTrue();
        assertThat(replica.apply(1, card(1), true)).isTrue();
        assertThat(replica.apply(5, card(5), true)).isFalse();
        assertThat(replica.wantsFullList()).isTrue();
        assertThat(replica.replace(full(4, 1, 2, 4))).isTrue();
        assertThat(replica.wantsFullList()).isFalse();
        assertThat(replica.apply(5, card(2), false)).isTrue();
        assertThat(replica.apply(6, card(6), true)).isTrue();
        for (BlacklistReplica seen : new BlacklistReplica[] {replica, open()}) {
            assertThat(seen.version()).isEqualTo(6);
            assertThat(seen.contains(card(1))).isTrue();
            assertThat(seen.contains(card(2))).isFalse();
            assertThat(seen.contains(card(4))).isTrue();
            assertThat(seen.contains(card(6))).isTrue();
            assertThat(seen.contains(card(7))).isFalse();
            assertThat(seen.size()).isEqualTo(3);
        }
        assertThat(replica.replace(full(5, 1, 4))).isTrue();
        assertThat(replica.contains(card(6))).isTrue();
        assertThat(replica.replace(full(3))).isFalse();
        assertThat(replica.contains(card(1))).isTrue();
        assertThat(replica.version()).isEqualTo(6);
    }

    @Test
    void changeThatWasCutWhileBeingWritten_isHeardAgain() throws IOException {
        BlacklistReplica replica = open();
        assertThat(replica.apply(1, card(1), true)).isTrue();
        assertThat(replica.apply(2, card(2), true)).isTrue();
        Path changes = directory.resolve("blacklist.changes");
        byte[] whole = Files.readAllBytes(changes);
        Files.write(changes, Arrays.copyOf(whole, whole.length - 7));
        BlacklistReplica again = open();
        assertThat(again.version()).isEqualTo(1);
        assertThat(again.contains(card(1))).isTrue();
        assertThat(again.apply(2, card(2), true)).isTrue();
        assertThat(open().contains(card(2))).isTrue();
    }

    @Test
    void changedBitInTheChanges_isNotTakenForAnEmptyList() throws IOException {
        open().apply(1, card(1), true);
        Path changes = directory.resolve("blacklist.changes");
        byte[] bytes = Files.readAllBytes(changes);
        bytes[24] ^= 1;
        Files.write(changes, bytes);
        assertThatThrownBy(this::open).isInstanceOf(CodedException.class);
    }

    private Path full(long version, int... cards) throws IOException {
        Path file = directory.resolve("fetched");
        try (BlacklistWriter writer = new BlacklistWriter(directory, cards.length)) {
            for (int number : cards) {
                writer.add(card(number));
            }
            writer.write(file, version, Instant.EPOCH);
        }
        return file;
    }
}
