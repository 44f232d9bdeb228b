package org.sscard.insurance.settlement;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.sscard.insurance.settlement.store.ChallengeStore;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Draws single-use challenges for the internal authentication of a card, each for one settlement of one quote. */
public final class Challenges {

    private static final int FACTOR_BYTES = 8;
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final DatabaseSessions sessions;
    private final Clock clock;
    private final SecureRandom random;
    private final QuoteStore quotes = new QuoteStore();
    private final ChallengeStore challenges = new ChallengeStore();

    public Challenges(DatabaseSessions sessions, Clock clock, SecureRandom random) {
        this.sessions = sessions;
        this.clock = clock;
        this.random = random;
    }

    /** @throws CodedException QUOTE_NOT_FOUND, QUOTE_DIGEST_DIFFERS */
    public Challenge draw(String institution, String transactionId, String quoteId, Digest quoteDigest) {
        TransactionId.check(transactionId);
        // The database keeps microseconds.
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return sessions.inTransaction(session -> {
            Quote quote = quotes.find(session, institution, quoteId)
                    .orElseThrow(() -> new CodedException(ErrorCode.QUOTE_NOT_FOUND, quoteId));
            if (!quote.digest().equals(quoteDigest)) {
                throw new CodedException(ErrorCode.QUOTE_DIGEST_DIFFERS);
            }
            byte[] factor = new byte[FACTOR_BYTES];
            random.nextBytes(factor);
            Challenge challenge = Challenge.of(factor, transactionId, quote, now.plus(LIFE));
            challenges.forget(session, now);
            challenges.insert(session, challenge);
            return challenge;
        });
    }
}
