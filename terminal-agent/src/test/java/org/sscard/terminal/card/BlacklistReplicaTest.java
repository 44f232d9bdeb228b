package org.sscard.terminal.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
}
