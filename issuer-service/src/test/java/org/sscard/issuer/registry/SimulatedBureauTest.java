package org.sscard.issuer.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.perso.Bench;
import org.sscard.issuer.perso.Lease;
import org.sscard.issuer.perso.Verdict;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.registry.CardRecord.Chip;
import org.sscard.issuer.registry.store.RegistryScan;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.identity.ResidentIdNumber;
import org.sscard.wire.error.CodedException;

/**
 * A bureau's cards with one fault in a hundred: no number twice, no person with two live cards, no blank unexplained.
 * {@code -Dsscard.simulated=1000000} makes as many; {@code -Dsscard.seed} the same faults again.
 */
class SimulatedBureauTest {

    private static final int CARDS = Integer.getInteger("sscard.simulated", 300);

    private final long seed = Long.getLong("sscard.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private Bench bench;
    private JobStore jobs;
    private int chips;

    @Test
    void faultsInOneOfAHundred_leaveNoNumberTwice_noTwoLiveCards_noBlankUnexplained() {
        simulate(CARDS);
    }

    private void simulate(int cards) {
        bench = Bench.registryOnly();
        jobs = bench.jobs("worker");
        for (int from = 0; from < cards; from += 1_000) {
            round(from, Math.min(1_000, cards - from));
        }
        requireSound();
    }

    private void round(int from, int count) {
        List<Applicant> applicants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            applicants.add(new Applicant(i + 2, person(from + i), Bench.REGION));
        }
        String digest = String.format("%064x", from + 1);
        // Every tenth roster is sent twice (F7).
        for (int times = from % 10_000 == 0 ? 2 : 1; times > 0; times--) {
            bench.registry.importing(UUID.randomUUID(), digest, "bench", transaction -> transaction.take(applicants));
        }
        UUID batch = bench.batches.create(Bench.REGION, 10_000, "bench").batchId();
        for (Optional<Lease> lease = jobs.leaseNext(batch); lease.isPresent(); lease = jobs.leaseNext(batch)) {
            live(lease.get());
        }
    }

    private boolean fault() {
        return random.nextInt(100) == 0;
    }

    private void live(Lease lease) {
        if (chips > 0 && fault()) {
            attempt(() -> jobs.begin(lease, chip(chips - 1)));
        }
        if (bench.card(lease).state() == CardState.IN_BATCH) {
            jobs.begin(lease, chip(chips++));
        }
        Verdict.Ending ending = fault() ? Verdict.Ending.SPOILED : Verdict.Ending.QC_PASSED;
        jobs.finish(lease, new Verdict(ending, ending == Verdict.Ending.SPOILED ? "PERSO_COMMAND_REFUSED" : "", 1));
        CardRecord card = bench.card(lease);
        if (ending == Verdict.Ending.SPOILED) {
            attempt(() -> bench.holders.remake(card.cardId(), Cause.staff("bench", "remake")));
            attempt(() -> bench.holders.remake(card.cardId(), Cause.staff("bench", "twice")));
            return;
        }
        if (fault()) {
            move(card, CardState.QC_PASSED, CardState.SPOILED);
            move(card, CardState.SPOILED, CardState.ACTIVE);
            return;
        }
        move(card, CardState.QC_PASSED, CardState.IN_TRANSIT);
        if (fault()) {
            move(card, CardState.IN_TRANSIT, CardState.LOST_IN_TRANSIT);
            return;
        }
        move(card, CardState.IN_TRANSIT, CardState.AT_BRANCH);
        move(card, CardState.AT_BRANCH, CardState.ISSUED);
        move(card, CardState.ISSUED, CardState.ACTIVE);
        if (fault()) {
            act(card, CardAction.REPORT_LOSS, Reason.CARD_LOST);
            act(card, CardAction.REQUEST_REPLACEMENT, Reason.CARD_LOST);
            act(card, CardAction.LIFT_LOSS, Reason.CARD_FOUND);
        }
    }

    private void move(CardRecord card, CardState from, CardState to) {
        attempt(() -> bench.registry.move(card.cardNumber(), from, to, Cause.staff("bench", "test")));
    }

    /** Each is asked for twice, as by a caller who did not hear the answer (F10). */
    private void act(CardRecord card, CardAction action, Reason reason) {
        ActionRule rule = LifeCycle.table().action(action);
        ActOrder order = new ActOrder(
                UUID.randomUUID().toString(),
                "digest",
                card.cardId(),
                rule,
                Channel.COUNTER,
                Optional.of(Proof.ID_DOCUMENT),
                Optional.of(reason),
                "",
                "bench",
                "",
                Optional.empty(),
                false);
        attempt(() -> bench.holders.act(order));
        attempt(() -> bench.holders.act(order));
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (CodedException refused) {
            // What the registry refuses is what it is asked to refuse; what it did is looked at in the end.
            assertThat(refused.code()).isNotNull();
        }
    }

    private void requireSound() {
        for (String wrong : List.of(
                "select card_number from card group by card_number having count(*) > 1",
                "select person_id from card where state = 'ACTIVE' group by person_id having count(*) > 1",
                "select person_id from card where state not in ('REJECTED', 'WITHDRAWN', 'SPOILED', 'LOST_IN_TRANSIT',"
                        + " 'DESTROYED', 'REPLACING', 'CANCELLED') group by person_id having count(*) > 1",
                "select chip from blank where state <> 'IN_STOCK' and card_id is null",
                "select card_id from card where blank_serial is not null and not exists"
                        + " (select 1 from blank where chip = blank_serial)",
                "select card_id from card join blank using (card_id) where (blank.state = 'SPOILED') <> (card.state = 'SPOILED')")) {
            List<Map<String, Object>> rows = bench.database
                    .jdbi()
                    .withHandle(handle -> handle.createQuery(wrong).mapToMap().list());
            assertThat(rows).as("seed %d: %s", seed, wrong).isEmpty();
        }
        int lying = bench.database
                .jdbi()
                .withHandle(handle -> handle.createQuery("select count(*) from blank where state = 'IN_STOCK'")
                        .mapTo(Integer.class)
                        .one());
        assertThat(bench.blanks
                        .close(LocalDate.now(bench.clock), lying, false, "bench", "")
                        .variance())
                .isZero();
        assertThat(new RegistryScan(bench.database, bench.clock, Bench.SEAL)
                        .run()
                        .findings())
                .as("seed %d", seed)
                .isEmpty();
    }

    private static Person person(int number) {
        LocalDate born = LocalDate.of(1950, 1, 1).plusDays(number / 1_000);
        String body = Bench.REGION + born.toString().replace("-", "") + String.format("%03d", number % 1_000);
        return new Person(
                body + ResidentIdNumber.checkCharacter(body),
                "示例" + number,
                number % 2 == 1 ? "1" : "2",
                "01",
                Bench.REGION,
                born,
                Bench.REGION,
                "",
                "");
    }

    private static Chip chip(int number) {
        byte[] serial = ByteBuffer.allocate(4).putInt(number).array();
        byte[] blank = ByteBuffer.allocate(13)
                .put(new byte[] {0, (byte) 0x81})
                .position(9)
                .put(serial)
                .array();
        byte[] made = blank.clone();
        made[7] = 0x21;
        made[8] = 0x10;
        byte[] code = ByteBuffer.allocate(16)
                .putInt(0x211002D1)
                .putInt(0x56000005)
                .put(serial)
                .array();
        return new Chip(
                HistoricalBytes.ofBytes(blank),
                HistoricalBytes.ofBytes(made),
                CardIdentificationCode.ofBytes(code),
                LocalDate.of(2026, 11, 22),
                LocalDate.of(2036, 11, 22));
    }
}
