package org.sscard.issuer.registry;

import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.perso.Lease;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.spec.identity.CardIdentificationCode;

/** Cards of fresh persons, brought along the life cycle without a chip in a reader. */
public final class MadeCards {

    private static final List<CardState> AFTERWARDS =
            List.of(CardState.IN_TRANSIT, CardState.AT_BRANCH, CardState.ISSUED, CardState.ACTIVE);

    private final Bench bench;
    private final JobStore jobs;
    private final AtomicInteger next;

    public MadeCards(Bench bench) {
        this(bench, 0);
    }

    /** @param first number of the first person */
    public MadeCards(Bench bench, int first) {
        this.next = new AtomicInteger(first);
        this.bench = bench;
        this.jobs = bench.jobs("maker");
    }

    public CardRecord reviewed() {
        Person person = Bench.person(next.getAndIncrement());
        bench.registry.importing(
                UUID.randomUUID(),
                "00".repeat(32),
                "bench",
                transaction -> transaction.take(List.of(new Applicant(2, person, bench.region))));
        return bench.registry.findByIdNumber(person.idNumber()).get(0);
    }

    public CardRecord active() {
        return make(reviewed(), CardState.ACTIVE);
    }

    public CardRecord make(CardState last) {
        return make(reviewed(), last);
    }

    /** Through production up to {@code last}: quality control or one of those after it. */
    public CardRecord make(CardRecord reviewed, CardState last) {
        jobs.finish(begun(reviewed), new Verdict(Verdict.Ending.QC_PASSED, "", 1));
        CardState from = CardState.QC_PASSED;
        for (CardState to : last == from ? List.<CardState>of() : AFTERWARDS) {
            bench.registry.move(reviewed.cardNumber(), from, to, Cause.staff("bench", "test"));
            from = to;
            if (to == last) {
                break;
            }
        }
        return bench.registry.find(reviewed.cardId()).orElseThrow();
    }

    public void spoil(CardRecord reviewed) {
        jobs.finish(begun(reviewed), new Verdict(Verdict.Ending.SPOILED, "PERSO_COMMAND_REFUSED", 1));
    }

    private Lease begun(CardRecord reviewed) {
        bench.batches.create(bench.region, 10_000, "bench");
        Lease lease = jobs.lease(reviewed.cardId()).orElseThrow();
        jobs.begin(lease, chip((int) reviewed.cardId()));
        return lease;
    }

    /** A batch whose cards are all made and good. */
    public static UUID batch(Bench bench, int cards) {
        UUID batch = bench.batch(cards).batchId();
        JobStore jobs = bench.jobs("maker");
        for (int i = 0; i < cards; i++) {
            Lease lease = jobs.leaseNext(batch).orElseThrow();
            jobs.begin(lease, chip((int) lease.cardId()));
            jobs.finish(lease, new Verdict(Verdict.Ending.QC_PASSED, "", 1));
        }
        return batch;
    }

    public static Chip chip(int number) {
        String serial = String.format("%08X", number);
        return new Chip(
                new HistoricalBytes("0081544C9686840000" + serial),
                new HistoricalBytes("0081544C9686842110" + serial),
                CardIdentificationCode.ofBytes(HexFormat.of().parseHex("211002D156000005" + serial + "00000000")),
                LocalDate.of(2026, 11, 22),
                LocalDate.of(2036, 11, 22));
    }
}
