package org.sscard.keys.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Arrays;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/** A14: a stuck or reused random is refused. */
class CheckedRandomTest {

    @Test
    void soundSource_passes() {
        byte[] drawn = new byte[16];
        new CheckedRandom(new SecureRandom()).nextBytes(drawn);
        assertThat(drawn).isNotEqualTo(new byte[16]);
    }

    @Test
    void stuckSource_isRefusedAtOnce() {
        assertFaulty(() -> new CheckedRandom(new Broken(0)));
    }

    @Test
    void sourceThatGetsStuckLater_isRefusedThen() {
        CheckedRandom random = new CheckedRandom(new Broken(300));
        assertFaulty(() -> {
            for (int i = 0; i < 100; i++) {
                random.nextBytes(new byte[16]);
            }
        });
    }

    private static void assertFaulty(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(KeyFault.RANDOM_SOURCE_FAULTY));
    }

    /** Good for so many draws, then always the same. */
    private static final class Broken extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private int good;

        Broken(int good) {
            this.good = good;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (good-- > 0) {
                super.nextBytes(bytes);
            } else {
                Arrays.fill(bytes, (byte) 7);
                bytes[0] = 1;
            }
        }
    }
}
