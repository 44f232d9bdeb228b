package org.sscard.issuer.keyservice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sscard.keys.model.KeyRef;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The challenges that were answered last (A14): one that comes again for the same key of the same card is a replay, or a
 * card whose random is stuck; zeros and one byte repeated are no random at all. Remembers digests, a hundred thousand.
 */
final class ChallengeMemory {

    private static final int REMEMBERED = 100_000;

    private final Map<Long, Boolean> answered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @throws CodedException KEY_CHALLENGE_REFUSED */
    void requireFresh(KeyedCard card, KeyRef key, byte[] challenge) {
        byte[] constant = new byte[challenge.length];
        Arrays.fill(constant, challenge.length == 0 ? 0 : challenge[0]);
        if (Arrays.equals(constant, challenge)) {
            throw new CodedException(ErrorCode.KEY_CHALLENGE_REFUSED, "stuck");
        }
        long mark = mark(card, key, challenge);
        synchronized (answered) {
            if (answered.put(mark, Boolean.TRUE) != null) {
                throw new CodedException(ErrorCode.KEY_CHALLENGE_REFUSED, "reused");
            }
        }
    }

    private static long mark(KeyedCard card, KeyRef key, byte[] challenge) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((card.region() + card.algorithm() + key).getBytes(StandardCharsets.UTF_8));
            digest.update(card.historicalBytes().bytes());
            digest.update(challenge);
            return ByteBuffer.wrap(digest.digest()).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
