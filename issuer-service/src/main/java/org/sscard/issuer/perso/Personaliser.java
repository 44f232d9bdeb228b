package org.sscard.issuer.perso;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.RegionCode;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Personalises one card and reads it back, or finds out how a torn one stands (Issuing §4). The end is QC_PASSED with an
 * exact read-back, SPOILED, or, while the card does not answer, UNKNOWN.
 */
public final class Personaliser {

    private final Hierarchy hierarchy;
    private final CardProfile profile;
    private final InitialPin pin;
    private final JobStore jobs;
    private final JournalStore journals;
    private final Clock clock;
    private final CardWork work;

    public Personaliser(
            Hierarchy hierarchy,
            CardProfile profile,
            InitialPin pin,
            JobStore jobs,
            JournalStore journals,
            Clock clock,
            SecureRandom random) {
        this.hierarchy = hierarchy;
        this.profile = profile;
        this.pin = pin;
        this.jobs = jobs;
        this.journals = journals;
        this.clock = clock;
        this.work = new CardWork(profile, random);
    }

    /**
     * Makes a blank into the leased card.
     *
     * @throws CodedException PERSO_CARD_NOT_BLANK, STOCK_BLANK_USED: nothing was written, the lease is still held;
     *     CARD_LEASE_LOST
     * @throws CardTransportException when the blank did not even answer the first question
     */
    public Verdict make(Lease lease, CardRecord card, CardTransport blank) {
        HistoricalBytes delivered = HistoricalBytes.ofAtr(blank.atr())
                .orElseThrow(() -> new CodedException(ErrorCode.PERSO_CARD_NOT_BLANK));
        try (Held held = new Held()) {
            Verdict verdict = work.make(journals.of(lease), blank, () -> {
                Chip chip = chipFor(card, delivered);
                CardKeys keys = held.keep(keys(card, chip.historicalBytes()));
                jobs.begin(lease, chip);
                return new CardWork.Job(card, chip, keys, pin);
            });
            jobs.finish(lease, verdict);
            return verdict;
        }
    }

    /**
     * Finds out how a torn card stands. One that is still blank is made from the start; one that was finished is read
     * back; one in between is spoiled, since what its last command did is not known.
     *
     * @throws CodedException PERSO_CARD_DIFFERS when another card was put in: nothing was sent to it (F4)
     */
    public Verdict resume(Lease lease, CardRecord card, CardTransport torn) {
        Chip chip = card.chip().orElseThrow(() -> new CodedException(ErrorCode.PERSO_CARD_DIFFERS));
        try (CardKeys keys = keys(card, chip.historicalBytes())) {
            Verdict verdict = work.resume(new CardWork.Job(card, chip, keys, pin), journals.of(lease), torn);
            jobs.finish(lease, verdict);
            return verdict;
        }
    }

    /** The keys of a card that may never come to be begun. */
    private static final class Held implements AutoCloseable {

        private @Nullable CardKeys keys;

        CardKeys keep(CardKeys taken) {
            keys = taken;
            return taken;
        }

        @Override
        public void close() {
            if (keys != null) {
                keys.close();
            }
        }
    }

    private Chip chipFor(CardRecord card, HistoricalBytes delivered) {
        HistoricalBytes chosen = delivered.personalised(card.region(), jobs.drawSerial());
        LocalDate today = LocalDate.ofInstant(clock.instant(), clock.getZone());
        RegionCode region = new RegionCode(card.region());
        try (CardKeys keys = keys(card, chosen)) {
            byte[] authenticated = CardIdentificationCode.authenticatedPart(region, chosen.serial());
            CardIdentificationCode code =
                    CardIdentificationCode.compose(region, chosen.serial(), keys.authenticationCode(authenticated));
            return new Chip(delivered, chosen, code, today, today.plusYears(profile.validYears()));
        }
    }

    private CardKeys keys(CardRecord card, HistoricalBytes historicalBytes) {
        return hierarchy.cardKeys(card.region(), historicalBytes.bytes(), profile.algorithm());
    }
}
