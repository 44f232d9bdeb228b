package org.sscard.insurance.reimbursement;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.reimbursement.store.ReimbursementStore;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.Quote;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Settling;
import org.sscard.insurance.settlement.Split;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.insurance.store.Digest;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.approval.ApprovalRules;
import org.sscard.servicekit.approval.Approvals;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Manual reimbursement (零星报销): a clerk enters bill and papers, another person approves exactly the split that was entered,
 * and it is settled in the books of the agency's counter, which owes it to the person.
 */
public final class Reimbursements {

    public static final String ACTION = "REIMBURSE";

    /** Four eyes: a clerk asks, a reviewer approves, for thirty days. */
    public static final ApprovalRules RULES = new ApprovalRules(
            Map.of(ACTION, new ApprovalRules.Rule(Set.of(Role.OPERATOR), Set.of(Role.REVIEWER), Duration.ofDays(30))));

    public static final Set<String> PAPERS =
            Set.of("INVOICE", "FEE_LIST", "DISCHARGE_SUMMARY", "ID_CARD", "EMERGENCY_CERTIFICATE", "REFERRAL_APPROVAL");

    private static final List<String> ALWAYS = List.of("INVOICE", "FEE_LIST", "ID_CARD");
    private static final String EMERGENCY = "EMERGENCY_CERTIFICATE";

    private final DatabaseSessions sessions;
    private final Quoting quoting;
    private final Settling settling;
    private final Approvals approvals;
    private final String counter;
    private final Clock clock;
    private final ReimbursementStore reimbursements = new ReimbursementStore();
    private final QuoteStore quotes = new QuoteStore();
    private final SettlementStore settlements = new SettlementStore();

    /** @param pool region code; the books of the counter are those of the institution LX and this code */
    public Reimbursements(
            DatabaseSessions sessions,
            Quoting quoting,
            Settling settling,
            Approvals approvals,
            String pool,
            Clock clock) {
        this.sessions = sessions;
        this.quoting = quoting;
        this.settling = settling;
        this.approvals = approvals;
        this.counter = counter(pool);
        this.clock = clock;
    }

    /** The institution code of the counter's books. */
    public static String counter(String pool) {
        return "LX" + pool;
    }

    /** @param split as entered, or as settled once it is paid */
    public record Case(Reimbursement reimbursement, Split split) {}

    /**
     * Enters a case; the same request id with the same content answers the same.
     *
     * @throws CodedException REIMBURSEMENT_PAPER_MISSING, VISIT_ALREADY_SETTLED, and what a quote refuses
     */
    public Case submit(String requestId, Bill bill, List<String> papers, String reason, Principal clerk) {
        requirePapers(bill, papers);
        Digest content = Digest.over(bill.toString(), digestOf(bill), String.join(",", papers), reason);
        Optional<ReimbursementStore.Known> known = sessions.read(session -> reimbursements.known(session, requestId));
        if (known.isPresent()) {
            if (!known.get().digest().equals(content)) {
                throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, requestId);
            }
            return find(known.get().id());
        }
        if (sessions.read(session -> settledAlready(session, bill))) {
            throw new CodedException(ErrorCode.VISIT_ALREADY_SETTLED, bill.visit());
        }
        Quoting.Offer offer = quoting.quote(bill);
        long id = sessions.read(reimbursements::nextNumber);
        Approval approval =
                approvals.request(ACTION, request(id, offer.quote()), summary(id, bill, offer.split()), clerk);
        Reimbursement entered = new Reimbursement(
                id,
                offer.quote().quoteId(),
                papers,
                reason,
                Reimbursement.State.SUBMITTED,
                approval.id(),
                clerk.account(),
                null,
                "",
                null);
        boolean first = sessions.inTransaction(
                session -> reimbursements.insert(session, requestId, content, entered, clock.instant()));
        return first ? new Case(entered, offer.split()) : submit(requestId, bill, papers, reason, clerk);
    }

    private static Digest digestOf(Bill bill) {
        return Digest.over(
                bill.person(),
                bill.kind(),
                bill.admittedOn(),
                bill.dischargedOn(),
                bill.lines(),
                bill.emergency(),
                bill.diagnosis(),
                String.valueOf(bill.cause()),
                bill.cardLater());
    }

    private static void requirePapers(Bill bill, List<String> papers) {
        for (String paper : papers) {
            if (!PAPERS.contains(paper)) {
                throw new CodedException(ErrorCode.ENROLMENT_PAPER_UNKNOWN, paper);
            }
        }
        List<String> missing =
                ALWAYS.stream().filter(paper -> !papers.contains(paper)).toList();
        if (!missing.isEmpty() || (bill.emergency() && !papers.contains(EMERGENCY))) {
            throw new CodedException(ErrorCode.REIMBURSEMENT_PAPER_MISSING, missing.isEmpty() ? EMERGENCY : missing);
        }
    }

    private boolean settledAlready(DatabaseSession session, Bill bill) {
        return settlements.visitIsLive(session, bill.institution(), bill.visit())
                || settlements.visitIsLive(session, counter, visit(bill));
    }

    private static String visit(Bill bill) {
        return bill.institution() + "/" + bill.visit();
    }

    /** What is approved: this case with this split. */
    private static byte[] request(long id, Quote quote) {
        return (id + " " + quote.quoteId() + " " + quote.digest()).getBytes(StandardCharsets.UTF_8);
    }

    private static String summary(long id, Bill bill, Split split) {
        return "零星报销 %d：%s 总额 %d 分，基金支付 %d 分".formatted(id, bill.institution(), split.totalFen(), split.fundFen());
    }

    /**
     * Another person approves; the case is settled in the same transaction that uses the approval up.
     *
     * @throws CodedException APPROVAL_SAME_PERSON, REIMBURSEMENT_DECIDED, QUOTE_STALE when the split is another by now
     */
    public Case approve(long id, String remark, Principal reviewer) {
        approved(required(id), reviewer);
        return sessions.inTransaction(session -> {
            Reimbursement open = open(session, id);
            Quote quote = quote(session, open);
            if (settledAlready(session, quote.bill())) {
                throw new CodedException(
                        ErrorCode.VISIT_ALREADY_SETTLED, quote.bill().visit());
            }
            approvals.use(session.handle(), open.approvalId(), ACTION, request(id, quote));
            Settlement settlement = settling.settleAt(
                    session,
                    quote.bill(),
                    counter,
                    visit(quote.bill()),
                    "LX-" + id,
                    Digest.over("reimbursement", id, quote.digest()));
            Quote settled = quotes.find(session, counter, String.valueOf(settlement.quoteId()))
                    .orElseThrow();
            if (!settled.digest().equals(quote.digest())) {
                throw new CodedException(ErrorCode.QUOTE_STALE);
            }
            reimbursements.decided(
                    session, id, Reimbursement.State.PAID, reviewer.account(), remark, settlement.settlementId());
            return new Case(reimbursements.find(session, id).orElseThrow(), settlement.split());
        });
    }

    /** An approval that stands already — a stop came between — is used, not asked for again. */
    private void approved(Reimbursement reimbursement, Principal reviewer) {
        if (reimbursement.state() != Reimbursement.State.SUBMITTED) {
            throw new CodedException(ErrorCode.REIMBURSEMENT_DECIDED, reimbursement.id());
        }
        try {
            approvals.approve(reimbursement.approvalId(), reviewer);
        } catch (CodedException e) {
            if (e.code() != ErrorCode.APPROVAL_ALREADY_DECIDED) {
                throw e;
            }
        }
    }

    public Case reject(long id, String remark, Principal reviewer) {
        Reimbursement submitted = required(id);
        if (submitted.state() != Reimbursement.State.SUBMITTED) {
            throw new CodedException(ErrorCode.REIMBURSEMENT_DECIDED, id);
        }
        approvals.reject(submitted.approvalId(), reviewer, remark);
        sessions.useTransaction(session -> {
            Reimbursement open = open(session, id);
            reimbursements.decided(session, open.id(), Reimbursement.State.REJECTED, reviewer.account(), remark, null);
        });
        return find(id);
    }

    public Case find(long id) {
        Reimbursement reimbursement = required(id);
        return new Case(reimbursement, split(reimbursement));
    }

    public List<Case> list(Reimbursement.@Nullable State state, int limit) {
        return sessions.read(session -> reimbursements.list(session, state, limit)).stream()
                .map(one -> new Case(one, split(one)))
                .toList();
    }

    /** As settled; before, as the bill comes to now. */
    private Split split(Reimbursement reimbursement) {
        Long settlement = reimbursement.settlementId();
        return sessions.read(session -> settlement == null
                ? quoting.estimate(session, quote(session, reimbursement).bill(), true)
                        .split()
                : settlements.find(session, settlement).orElseThrow().split());
    }

    private Quote quote(DatabaseSession session, Reimbursement reimbursement) {
        return quotes.find(session, reimbursement.quoteId()).orElseThrow();
    }

    private Reimbursement open(DatabaseSession session, long id) {
        Reimbursement locked = reimbursements.lock(session, id).orElseThrow(() -> unknown(id));
        if (locked.state() != Reimbursement.State.SUBMITTED) {
            throw new CodedException(ErrorCode.REIMBURSEMENT_DECIDED, id);
        }
        return locked;
    }

    private Reimbursement required(long id) {
        return sessions.read(session -> reimbursements.find(session, id)).orElseThrow(() -> unknown(id));
    }

    private static CodedException unknown(long id) {
        return new CodedException(ErrorCode.REIMBURSEMENT_NOT_FOUND, id);
    }
}
