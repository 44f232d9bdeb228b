package org.sscard.issuer.perso;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sscard.issuer.perso.Verdict.Ending;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.KeyException;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CardLifeCycle;
import org.sscard.spec.command.IssuingCommands;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The work on one card, wherever its keys come from and whoever keeps the books: a blank is made, a torn card found out. */
public final class CardWork {

    private final CardProfile profile;
    private final SecureRandom random;

    public CardWork(CardProfile profile, SecureRandom random) {
        this.profile = profile;
        this.random = random;
    }

    /**
     * One card to be made.
     *
     * @param keys closed by whoever gave them
     */
    public record Job(CardRecord card, Chip chip, CardKeys keys, InitialPin pin) {}

    /** How the books are kept: what a blank becomes is settled when it is seen to be one. */
    @FunctionalInterface
    public interface Begin {

        /** Binds the chip durably; nothing was written to it yet. */
        Job begin();
    }

    /**
     * Makes a blank.
     *
     * @throws CodedException PERSO_CARD_NOT_BLANK and what {@code begin} throws: nothing was written
     * @throws CardTransportException when the blank did not even answer the first question
     */
    public Verdict make(ApduJournal journal, CardTransport blank, Begin begin) {
        JournalledTransport transport = new JournalledTransport(blank, journal);
        if (lifeCycle(transport) != CardLifeCycle.BLANK) {
            transport.finish();
            throw new CodedException(ErrorCode.PERSO_CARD_NOT_BLANK);
        }
        Job job = begin.begin();
        Verdict verdict = run(job, transport, wholeScript(job));
        transport.finish();
        return verdict;
    }

    /**
     * Finds out how a torn card stands. One that is still blank is made from the start; one that was finished is read
     * back; one in between is spoiled, since what its last command did is not known.
     *
     * @throws CodedException PERSO_CARD_DIFFERS when another card was put in: nothing was sent to it (F4)
     */
    public Verdict resume(Job job, ApduJournal journal, CardTransport torn) {
        Optional<HistoricalBytes> shown = HistoricalBytes.ofAtr(torn.atr());
        boolean same = shown.filter(bytes -> bytes.equals(job.chip().historicalBytes())
                        || bytes.equals(job.chip().blankSerial()))
                .isPresent();
        if (!same) {
            throw new CodedException(ErrorCode.PERSO_CARD_DIFFERS);
        }
        JournalledTransport transport = new JournalledTransport(torn, journal);
        Verdict verdict;
        try {
            transport.reset();
            verdict = switch (lifeCycle(transport)) {
                case BLANK -> run(job, transport, wholeScript(job));
                case ACTIVE -> run(job, transport, ReadBack.of(profile, job.card(), job.chip()));
                case INITIALISED, PERSONALISED, CARD_BLOCKED ->
                    new Verdict(Ending.SPOILED, ErrorCode.PERSO_TORN.name(), transport.count());
            };
        } catch (CardTransportException e) {
            verdict = unknown("life cycle", e, transport);
        }
        transport.finish();
        return verdict;
    }

    /**
     * Pre-personalises a blank for the counter: all keys are written and proved, no holder's data.
     *
     * @param pin that nobody needs to know: the counter replaces it
     * @throws CodedException PERSO_CARD_NOT_BLANK: nothing was written
     */
    public Verdict prepare(
            String region, Chip chip, CardKeys keys, InitialPin pin, ApduJournal journal, CardTransport blank) {
        JournalledTransport transport = new JournalledTransport(blank, journal);
        if (lifeCycle(transport) != CardLifeCycle.BLANK) {
            transport.finish();
            throw new CodedException(ErrorCode.PERSO_CARD_NOT_BLANK);
        }
        CardContent content = CardContent.prepared(profile, region, chip);
        List<Step> steps = new ArrayList<>(PersoScript.of(profile, content, chip));
        steps.addAll(ReadBack.of(profile, content, chip));
        Verdict verdict = run(keys, pin, transport, steps);
        transport.finish();
        return verdict;
    }

    /**
     * Makes a pre-personalised blank one person's card, and reads it back; a torn one is simply issued again.
     *
     * @throws CodedException PERSO_CARD_DIFFERS, INSTANT_BLANK_NOT_PREPARED: nothing was written
     */
    public Verdict issue(Job job, ApduJournal journal, CardTransport prepared) {
        boolean same = HistoricalBytes.ofAtr(prepared.atr())
                .filter(job.chip().historicalBytes()::equals)
                .isPresent();
        if (!same) {
            throw new CodedException(ErrorCode.PERSO_CARD_DIFFERS);
        }
        JournalledTransport transport = new JournalledTransport(prepared, journal);
        if (lifeCycle(transport) != CardLifeCycle.ACTIVE) {
            transport.finish();
            throw new CodedException(ErrorCode.INSTANT_BLANK_NOT_PREPARED);
        }
        Verdict verdict = run(job.keys(), job.pin(), transport, InstantScript.of(profile, job.card(), job.chip()));
        transport.finish();
        return verdict;
    }

    private List<Step> wholeScript(Job job) {
        List<Step> steps = new ArrayList<>(PersoScript.of(profile, job.card(), job.chip()));
        steps.addAll(ReadBack.of(profile, job.card(), job.chip()));
        return steps;
    }

    private Verdict run(Job job, JournalledTransport transport, List<Step> steps) {
        return run(job.keys(), job.pin(), transport, steps);
    }

    private Verdict run(CardKeys keys, InitialPin pin, JournalledTransport transport, List<Step> steps) {
        StepRunner runner = new StepRunner(transport, keys, pin, random);
        for (Step step : steps) {
            try {
                runner.run(step);
            } catch (CardTransportException e) {
                return unknown(step.label(), e, transport);
            } catch (KeyException e) {
                // The vault or its HSM did not answer (F25): what the card has by now is found out before it goes on.
                return new Verdict(Ending.UNKNOWN, e.code() + ": " + step.label(), transport.count());
            } catch (CodedException e) {
                if (!spoils(e)) {
                    throw e;
                }
                return new Verdict(Ending.SPOILED, String.valueOf(e.getMessage()), transport.count());
            }
        }
        return new Verdict(Ending.QC_PASSED, "", transport.count());
    }

    /** What the card answered spoils it; that the books cannot be kept any more does not. */
    private static boolean spoils(CodedException e) {
        return e.code() != ErrorCode.CARD_LEASE_LOST && e.code() != ErrorCode.PRODUCTION_DISK_FULL;
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
}
