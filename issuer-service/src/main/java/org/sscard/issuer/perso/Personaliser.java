package org.sscard.issuer.perso;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.perso.Verdict.Ending;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.KeyException;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CardLifeCycle;
import org.sscard.spec.command.IssuingCommands;
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
    private final SecureRandom random;

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
        this.random = random;
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
        JournalledTransport transport = new JournalledTransport(blank, journals.of(lease));
        if (lifeCycle(transport) != CardLifeCycle.BLANK) {
            transport.finish();
            throw new CodedException(ErrorCode.PERSO_CARD_NOT_BLANK);
        }
        Chip chip = chipFor(card, delivered);
        jobs.begin(lease, chip);
        return finish(lease, transport, run(card, chip, transport, wholeScript(card, chip)));
    }

    /**
     * Finds out how a torn card stands. One that is still blank is made from the start; one that was finished is read
     * back; one in between is spoiled, since what its last command did is not known.
     *
     * @throws CodedException PERSO_CARD_DIFFERS when another card was put in: nothing was sent to it (F4)
     */
    public Verdict resume(Lease lease, CardRecord card, CardTransport torn) {
        Chip chip = card.chip().orElseThrow(() -> new CodedException(ErrorCode.PERSO_CARD_DIFFERS));
        boolean same = HistoricalBytes.ofAtr(torn.atr())
                .filter(shown -> shown.equals(chip.historicalBytes()) || shown.equals(chip.blankSerial()))
                .isPresent();
        if (!same) {
            throw new CodedException(ErrorCode.PERSO_CARD_DIFFERS);
        }
        JournalledTransport transport = new JournalledTransport(torn, journals.of(lease));
        Verdict verdict;
        try {
            transport.reset();
            verdict = switch (lifeCycle(transport)) {
                case BLANK -> run(card, chip, transport, wholeScript(card, chip));
                case ACTIVE -> run(card, chip, transport, ReadBack.of(profile, card, chip));
                case INITIALISED, PERSONALISED, CARD_BLOCKED ->
                    new Verdict(Ending.SPOILED, ErrorCode.PERSO_TORN.name(), transport.count());
            };
        } catch (CardTransportException e) {
            verdict = unknown("life cycle", e, transport);
        }
        return finish(lease, transport, verdict);
    }

    private List<Step> wholeScript(CardRecord card, Chip chip) {
        List<Step> steps = new ArrayList<>(PersoScript.of(profile, card, chip));
        steps.addAll(ReadBack.of(profile, card, chip));
        return steps;
    }

    private Verdict run(CardRecord card, Chip chip, JournalledTransport transport, List<Step> steps) {
        try (CardKeys keys = keys(card, chip.historicalBytes())) {
            StepRunner runner = new StepRunner(transport, keys, pin, random);
            for (Step step : steps) {
                try {
                    runner.run(step);
                } catch (CardTransportException e) {
                    return unknown(step.label(), e, transport);
                } catch (KeyException e) {
                    // The vault or its HSM did not answer (F25): what the card has by now is found out before it goes
                    // on.
                    return new Verdict(Ending.UNKNOWN, e.code() + ": " + step.label(), transport.count());
                } catch (CodedException e) {
                    if (e.code() == ErrorCode.CARD_LEASE_LOST) {
                        throw e;
                    }
                    return new Verdict(Ending.SPOILED, String.valueOf(e.getMessage()), transport.count());
                }
            }
            return new Verdict(Ending.QC_PASSED, "", transport.count());
        }
    }

    private Verdict finish(Lease lease, JournalledTransport transport, Verdict verdict) {
        transport.finish();
        jobs.finish(lease, verdict);
        return verdict;
    }

    private static Verdict unknown(String step, CardTransportException failure, JournalledTransport transport) {
        return new Verdict(
                Ending.UNKNOWN, ErrorCode.PERSO_TORN + " " + failure.kind() + ": " + step, transport.count());
    }

    private static CardLifeCycle lifeCycle(JournalledTransport transport) {
        transport.announce("life cycle", false);
        ResponseApdu answer = transport.transmit(IssuingCommands.getLifeCycle());
        boolean understood = answer.status().isOk() && answer.dataLength() == 1;
        return understood ? CardLifeCycle.ofCode(answer.data()[0] & 0xFF) : CardLifeCycle.CARD_BLOCKED;
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
