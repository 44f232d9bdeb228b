package org.sscard.issuer.producer;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.BatchHeader;
import org.sscard.issuer.batchfile.CardOrder;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.CardProfile;
import org.sscard.issuer.perso.CardWork;
import org.sscard.issuer.perso.InitialPin;
import org.sscard.issuer.perso.ProfileKeys;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.producer.LineState.Standing;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.crypto.DataKey;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.CarriedKeys;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Makes the cards of one batch file, on as many stations as there are threads that bring cards. Everything that counts is in
 * the journal: a program that was killed goes on where it was.
 */
public final class ProductionLine implements AutoCloseable {

    private final BatchFile file;
    private final CarriedKeys carried;
    private final CardWork work;
    private final LineState state;
    private final LineJournal journal;
    private final Clock clock;
    private final AtomicLong apdus = new AtomicLong();

    /** What became of a card that was put in. */
    public record Done(int order, Verdict verdict) {}

    private ProductionLine(
            BatchFile file, CarriedKeys carried, CardWork work, LineState state, LineJournal journal, Clock clock) {
        this.file = file;
        this.carried = carried;
        this.work = work;
        this.state = state;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * @param file closed with the line
     * @param journalKey of this batch, which can be thrown away
     */
    static ProductionLine open(
            BatchFile file, Path journal, DataKey journalKey, ProducerKeys keys, Clock clock, SecureRandom random) {
        CardProfile profile = file.header().profile();
        LineState state = new LineState(file.cards());
        LineJournal opened = LineJournal.open(journal, journalKey, state);
        for (Standing standing : state.all()) {
            try (CardOrder order = file.order(standing.number())) {
                state.knows(order.historicalBytes(), standing.number());
            }
        }
        return new ProductionLine(
                file,
                new CarriedKeys(profile.algorithm(), ProfileKeys.order(profile), keys.blanks(), keys.blanksFamily()),
                new CardWork(profile, random),
                state,
                opened,
                clock);
    }

    public BatchHeader header() {
        return file.header();
    }

    public int cards() {
        return file.cards();
    }

    /**
     * Works on the card that lies there: a blank becomes the next order, a torn card is found out.
     *
     * @return empty when no order is left for a blank
     * @throws CodedException PERSO_CARD_NOT_BLANK, PERSO_CARD_DIFFERS for a card of another maker, STOCK_BLANK_USED for a
     *     finished card of this batch, READER_BUSY when somebody works on its record: nothing was sent that changes a card;
     *     PRODUCTION_DISK_FULL: what the card holds is found out later
     * @throws CardTransportException when a blank did not even answer the first question
     */
    public Optional<Done> work(CardTransport card) {
        HistoricalBytes shown =
                HistoricalBytes.ofAtr(card.atr()).orElseThrow(() -> new CodedException(ErrorCode.PERSO_CARD_NOT_BLANK));
        Optional<Integer> known = state.recordOf(shown);
        if (known.isPresent()) {
            return Optional.of(resume(known.get(), card));
        }
        if (!shown.hex().regionMatches(true, 0, header().chipMakers(), 0, 2 * BatchHeader.CHIP_MAKERS_BYTES)) {
            throw new CodedException(ErrorCode.PERSO_CARD_DIFFERS);
        }
        Optional<Integer> next = state.claimNext();
        return next.map(number -> make(number, shown, card));
    }

    private Done make(int number, HistoricalBytes blank, CardTransport card) {
        int runNumber = state.standing(number).runs() + 1;
        LineJournal.Run run = journal.run(number, runNumber);
        try (CardOrder order = file.order(number);
                CardKeys keys = carried.of(order.keys());
                InitialPin pin = new InitialPin(order.pin())) {
            Verdict verdict = work.make(run, card, () -> {
                state.bind(number, blank);
                journal.begin(number, runNumber, blank, clock.millis());
                state.begun(number, blank);
                state.run(number, runNumber);
                state.knows(order.historicalBytes(), number);
                return job(order, blank, keys, pin);
            });
            return ended(run, number, verdict);
        } finally {
            state.release(number);
        }
    }

    private Done resume(int number, CardTransport card) {
        Standing standing = state.standing(number);
        if (!standing.open()) {
            throw new CodedException(ErrorCode.STOCK_BLANK_USED);
        }
        if (!state.claim(number)) {
            throw new CodedException(ErrorCode.READER_BUSY, "order " + number);
        }
        HistoricalBytes blank = standing.blank();
        if (blank == null) {
            throw new IllegalStateException("an open order has its blank");
        }
        int runNumber = standing.runs() + 1;
        try (CardOrder order = file.order(number);
                CardKeys keys = carried.of(order.keys());
                InitialPin pin = new InitialPin(order.pin())) {
            journal.resume(number, runNumber, clock.millis());
            state.run(number, runNumber);
            LineJournal.Run run = journal.run(number, runNumber);
            return ended(run, number, work.resume(job(order, blank, keys, pin), run, card));
        } finally {
            state.release(number);
        }
    }

    private Done ended(LineJournal.Run run, int number, Verdict verdict) {
        run.end(verdict, clock.millis());
        state.ended(number, verdict);
        apdus.addAndGet(verdict.apdus());
        return new Done(number, verdict);
    }

    private static CardWork.Job job(CardOrder order, HistoricalBytes blank, CardKeys keys, InitialPin pin) {
        Chip chip = new Chip(
                blank, order.historicalBytes(), order.identificationCode(), order.issueDate(), order.expiryDate());
        CardRecord card = new CardRecord(
                0,
                order.cardNumber(),
                CardKind.SOCIAL_SECURITY_CARD,
                order.region(),
                CardState.PERSONALISING,
                false,
                order.holder(),
                Optional.empty(),
                Optional.of(chip),
                0,
                "");
        return new CardWork.Job(card, chip, keys, pin);
    }

    /** How the orders stand. */
    public LineProgress progress() {
        return LineProgress.of(cards(), state.all(), state.atWork(), apdus.get());
    }

    /** How often the disk was asked to keep the journal. */
    public long forces() {
        return journal.forces();
    }

    BatchFile file() {
        return file;
    }

    Standing standing(int number) {
        return state.standing(number);
    }

    @Override
    public void close() {
        journal.close();
        file.close();
    }
}
