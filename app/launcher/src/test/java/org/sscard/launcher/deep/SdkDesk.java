package org.sscard.launcher.deep;

import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.sscard.sdk.Bill;
import org.sscard.sdk.BillKind;
import org.sscard.sdk.FeeLine;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.QueryResult;
import org.sscard.sdk.Quote;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.RefundResult;
import org.sscard.sdk.ReversalResult;
import org.sscard.sdk.SdkFailure;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.SocialSecurityCard;
import org.sscard.sdk.TransactionId;

/**
 * A hospital's program: settles its visits, takes some back, and keeps its own books of it. Killed and started again, it goes on
 * where its books and the SDK's journal say it was. Ends by itself when every visit is through.
 */
public final class SdkDesk {
    private static final int THREADS = 8;
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final LocalDate BEGINS = LocalDate.of(2026, 3, 2);

    private final MedicalSettlement settlement;
    private final DeskBooks books;
    private final long seed;
    private final String prefix;

    private SdkDesk(MedicalSettlement settlement, DeskBooks books, long seed, String prefix) {
        this.settlement = settlement;
        this.books = books;
        this.seed = seed;
        this.prefix = prefix;
    }

    /** Arguments: number, institution, directory, insurer's port, visits, seed. */
    public static void main(String[] args) throws Exception {
        int number = Integer.parseInt(args[0]);
        Path directory = Path.of(args[2]);
        int visits = Integer.parseInt(args[4]);
        Path book = directory.resolve("his.log");
        Set<String> done = ConcurrentHashMap.newKeySet();
        DeskBooks.facts(book).stream().filter(fact -> fact[0].equals("E")).forEach(fact -> done.add(fact[1]));
        try (DeskBooks books = new DeskBooks(book);
                PaperAgent agent = new PaperAgent(number);
                MedicalSettlement settlement = MedicalSettlement.builder()
                        .institution(args[1])
                        .agent(ServiceTarget.loopback(agent.port()))
                        .insurer(ServiceTarget.loopback(Integer.parseInt(args[3])))
                        .journal(directory.resolve("journal"))
                        .deadline(DEADLINE)
                        .recoveryInterval(Duration.ofMillis(200))
                        .withoutDailyReconciliation()
                        .onRecovered(result -> System.err.println("recovered " + result.transactionId()))
                        .open()) {
            SdkDesk desk = new SdkDesk(settlement, books, Long.parseLong(args[5]), "D" + number + "-");
            AtomicInteger next = new AtomicInteger();
            ExecutorService windows = Executors.newFixedThreadPool(THREADS);
            for (int window = 0; window < THREADS; window++) {
                windows.execute(() -> {
                    for (int visit = next.getAndIncrement(); visit < visits; visit = next.getAndIncrement()) {
                        if (!done.contains(desk.prefix + visit)) {
                            desk.through(visit);
                        }
                    }
                });
            }
            windows.shutdown();
            if (windows.awaitTermination(1, TimeUnit.HOURS)) {
                // What a killed desk found settled by asking may still wait for recovery.
                await().atMost(Duration.ofMinutes(5)).until(() -> settlement.inDoubt() == 0);
                LocalDate today = LocalDate.now(ZoneId.of("Asia/Shanghai"));
                for (LocalDate day = today.minusDays(1); !day.isAfter(today); day = day.plusDays(1)) {
                    var own = settlement.ownFigures(day);
                    books.write(
                            "F",
                            Integer.toString(own.rows()),
                            Long.toString(own.total().value()),
                            Long.toString(own.pooledFund().value()),
                            Long.toString(own.account().value()));
                }
            }
        }
    }

    private void through(int number) {
        String visit = prefix + number;
        Random random = new Random(seed * 1_000_003 + number);
        int holder = random.nextInt(PaperCards.HOLDERS.size());
        Bill bill = bill(visit, holder, random);
        boolean byAuthentication = random.nextInt(4) == 0;
        int what = random.nextInt(100);
        boolean reversing = what >= 24 && what < 30;
        Receipt receipt = settled(bill, holder, byAuthentication, reversing);
        if (what < 12) {
            cancel(receipt.transactionId());
        } else if (what < 24) {
            refund(receipt.transactionId());
        } else if (reversing) {
            reverse(receipt.transactionId());
        }
        books.write("E", visit);
    }

    private static Bill bill(String visit, int holder, Random random) {
        String person = PaperCards.HOLDERS.get(holder).certno();
        Bill bill = random.nextInt(3) == 0
                ? Bill.inpatient(person, visit, BEGINS, BEGINS.plusDays(5))
                        .with(FeeLine.of("0", "XSANDBOX000000000010", "4" + random.nextInt(10) + ".37", "10"))
                : Bill.oneDay(BillKind.OUTPATIENT, person, visit, BEGINS.plusDays(random.nextInt(200)));
        return bill.with(FeeLine.of("1", "XSANDBOX000000000013", (1 + random.nextInt(90)) + ".07", "3"))
                .with(FeeLine.of("2", "XSANDBOX000000000023", (1 + random.nextInt(20)) + ".5", "1"));
    }

    private Receipt settled(Bill bill, int holder, boolean byAuthentication, boolean reversing) {
        SocialSecurityCard card = settlement.card(Integer.toString(holder));
        while (true) {
            try {
                Optional<Receipt> standing = standing(bill.visit())
                        .filter(receipt -> reversing || receipt.state() != Receipt.State.REVERSED);
                if (standing.isPresent()) {
                    return written(standing.get());
                }
                Quote quote = settlement.quote(bill);
                SettlementResult result = settle(quote, card, byAuthentication);
                while (result instanceof SettlementResult.OutcomeUnknown) {
                    result = settle(quote, card, byAuthentication);
                }
                if (result instanceof SettlementResult.Settled settled) {
                    return written(settled.receipt());
                }
                note(bill.visit(), ((SettlementResult.Declined) result).code());
            } catch (SdkFailure e) {
                note(bill.visit(), e.code());
            }
        }
    }

    private SettlementResult settle(Quote quote, SocialSecurityCard card, boolean byAuthentication) {
        return byAuthentication ? settlement.settleByAuthentication(quote, card) : settlement.settle(quote, card);
    }

    /** What a killed program had settled; whatever it was doing afterwards is done again. */
    private Optional<Receipt> standing(String visit) {
        return settlement
                .transactionOf(visit)
                .map(settlement::query)
                .filter(QueryResult.Found.class::isInstance)
                .map(found -> ((QueryResult.Found) found).receipt());
    }

    private void cancel(TransactionId transaction) {
        until(() -> {
            SettlementResult result = settlement.cancel(transaction);
            if (result instanceof SettlementResult.Settled settled) {
                written(settled.receipt());
            }
            return result instanceof SettlementResult.Settled || refusedForGood(result);
        });
    }

    private static boolean refusedForGood(SettlementResult result) {
        return result instanceof SettlementResult.Declined declined && forGood(declined.code());
    }

    /** A tombstone lies on an attempt that recovery took back: the next one bears a new id. */
    private static boolean forGood(String code) {
        return code.equals("LATER_CAP_LIMITED") || code.equals("DAY_CLOSED");
    }

    private void refund(TransactionId transaction) {
        until(() -> {
            RefundResult result = settlement.refund(transaction, Set.of("1"));
            if (result instanceof RefundResult.Refunded refunded) {
                written(refunded.cancellation());
                refunded.resettlement().ifPresent(this::written);
            }
            return result instanceof RefundResult.Refunded
                    || (result instanceof RefundResult.Declined declined && forGood(declined.code()));
        });
    }

    private void reverse(TransactionId transaction) {
        until(() -> {
            ReversalResult result = settlement.reverse(transaction);
            if (result instanceof ReversalResult.Reversed) {
                books.withdrawn(transaction.value());
            }
            return result instanceof ReversalResult.Reversed
                    || (result instanceof ReversalResult.Refused refused && forGood(refused.code()));
        });
    }

    private interface Attempt {
        boolean ended();
    }

    private void until(Attempt attempt) {
        boolean ended = false;
        while (!ended) {
            try {
                ended = attempt.ended();
            } catch (SdkFailure e) {
                note("-", e.code());
            }
        }
    }

    /** A settlement that was reversed since counts no more; one that was cancelled does. */
    private Receipt written(Receipt receipt) {
        if (receipt.state() == Receipt.State.REVERSED) {
            books.withdrawn(receipt.transactionId().value());
        } else {
            books.posted(
                    receipt.transactionId().value(),
                    receipt.split().total().value(),
                    receipt.split().pooledFund().value(),
                    receipt.split().account().value());
        }
        return receipt;
    }

    private void note(String visit, String code) {
        System.err.println(visit + " " + code);
        LockSupport.parkNanos(PAUSE.toNanos());
    }
}
