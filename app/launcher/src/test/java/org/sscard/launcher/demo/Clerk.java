package org.sscard.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.sdk.DayTotals;
import org.sscard.sdk.Fen;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.Quote;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.SdkFailure;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.TransactionId;

/** A clerk who does what the SDK's answers ask for until a bill is settled, and keeps every receipt. */
final class Clerk implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration DEADLINE = Duration.ofSeconds(9);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final MedicalSettlement settlement;
    private final Holder holder;
    private final Clock clock;
    private final LocalDate opened;
    private final String person;
    private final Map<String, Quote> quotes = new ConcurrentHashMap<>();
    private final Map<TransactionId, Receipt> receipts = new ConcurrentHashMap<>();
    /** What came instead of a receipt, and how often. */
    private final Map<String, AtomicInteger> setbacks = new ConcurrentHashMap<>();

    Clerk(DemoHouse house, Clock clock) {
        this.clock = clock;
        this.opened = LocalDate.now(clock);
        this.holder = new Holder(house.agent(), DemoCards.PIN);
        this.settlement = MedicalSettlement.builder()
                .institution(DemoBills.HOSPITAL)
                .agent(ServiceTarget.loopback(house.agent().getPort()))
                .insurer(ServiceTarget.loopback(house.insurance().getPort()))
                .journal(house.windowJournal(DemoBills.HOSPITAL))
                .deadline(DEADLINE)
                .recoveryInterval(Duration.ofSeconds(1))
                .clock(clock)
                .onRecovered(this::note)
                .open();
        this.person = settlement.card().readBasic().socialSecurityNumber();
    }

    /** Until it is settled; answers how long that took. */
    Duration settle(String visit) {
        long begun = System.nanoTime();
        await(visit)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .atMost(PATIENCE)
                .until(() -> tryOnce(visit));
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    /** Σ of the receipts is the insurer's day and, summed independently, its ledger. */
    void assertBooksAgree() {
        List<Fen> totals = receipts.values().stream()
                .map(receipt -> receipt.split().total())
                .toList();
        List<Fen> funds = receipts.values().stream()
                .map(receipt -> receipt.split().pooledFund())
                .toList();
        List<DayTotals> days = opened.datesUntil(LocalDate.now(clock).plusDays(1))
                .map(settlement::dayTotals)
                .toList();
        System.err.println(receipts.size() + " settled, " + sum(totals) + " yuan; on the way: " + setbacks);
        assertThat(quotes).hasSameSizeAs(receipts);
        assertThat(days.stream().mapToInt(DayTotals::settlements).sum()).isEqualTo(receipts.size());
        assertThat(sum(days.stream().map(DayTotals::total).toList())).isEqualTo(sum(totals));
        assertThat(sum(days.stream().map(DayTotals::pooledFund).toList())).isEqualTo(sum(funds));
        assertThat(sum(days.stream().map(DayTotals::ledgerPayable).toList())).isEqualTo(sum(funds));
        assertThat(days).allSatisfy(day -> assertThat(day.ledgerSum()).isEqualTo(Fen.ZERO));
    }

    @Override
    public void close() {
        settlement.close();
    }

    private boolean tryOnce(String visit) {
        try {
            Quote quote = quotes.computeIfAbsent(
                    visit, unused -> settlement.quote(DemoBills.shortStay(person, visit, LocalDate.now(clock))));
            SettlementResult result = holder.presentDuring(() -> settlement.settle(quote, settlement.card()));
            note(result);
            return result instanceof SettlementResult.Settled;
        } catch (SdkFailure e) {
            setback(e.code());
            return false;
        }
    }

    private void note(SettlementResult result) {
        if (result instanceof SettlementResult.Settled settled) {
            receipts.put(settled.transactionId(), settled.receipt());
        } else if (result instanceof SettlementResult.Declined declined) {
            setback(declined.code());
        } else {
            setback("UNKNOWN");
        }
    }

    private void setback(String code) {
        setbacks.computeIfAbsent(code, unused -> new AtomicInteger()).incrementAndGet();
    }

    private static Fen sum(List<Fen> amounts) {
        return amounts.stream().reduce(Fen.ZERO, Fen::plus);
    }
}
