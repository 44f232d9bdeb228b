package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.encounter.FeeLine;
import org.sscard.insurance.encounter.FeeLines;
import org.sscard.insurance.encounter.NewLine;
import org.sscard.insurance.encounter.PricedFeeLine;
import org.sscard.insurance.encounter.Visit;
import org.sscard.insurance.encounter.store.FeeLineStore;
import org.sscard.insurance.encounter.store.VisitStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.settlement.Bill;
import org.sscard.insurance.settlement.BillLine;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Settling;
import org.sscard.insurance.settlement.Split;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** 2206, 2207, 2303, 2304, 2101, 2102: bills are computed, or computed and settled. */
final class BillTransactions {

    private static final String SALE = "41";
    private static final String EMERGENCY_STAY = "24";
    private static final String SPECIAL_DISEASE = "14";
    private static final String ACCOUNT_USED = "1";

    private final CallerPerson persons;
    private final VisitTransactions visitTransactions;
    private final FeeLines lines;
    private final Quoting quoting;
    private final Settling settling;
    private final VisitStore visits = new VisitStore();
    private final FeeLineStore lineStore = new FeeLineStore();
    private final EnrolmentStore enrolments = new EnrolmentStore();
    private final PersonDetailStore details = new PersonDetailStore();
    private final SettlementStore settlements = new SettlementStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    BillTransactions(
            CallerPerson persons,
            VisitTransactions visitTransactions,
            FeeLines lines,
            Quoting quoting,
            Settling settling) {
        this.persons = persons;
        this.visitTransactions = visitTransactions;
        this.lines = lines;
        this.quoting = quoting;
        this.settling = settling;
    }

    /** A bill that a row presents, with the visit where there is one. */
    private record Presented(
            Row row, @Nullable Visit visit, String batch, InsuredPerson person, Bill bill, List<FeeLine> covered) {

        boolean accountUsed() {
            return row.text("acct_used_flag").equals(ACCOUNT_USED);
        }

        String medType() {
            return visit == null ? SALE : visit.medType();
        }

        String visitId() {
            return visit == null ? "" : Long.toString(visit.visitId());
        }
    }

    Answer preSettle(Call call, Visit.Type type) {
        return computed(call, presented(call, type));
    }

    Answer settle(Call call, Visit.Type type) {
        return settled(call, presented(call, type));
    }

    private Presented presented(Call call, Visit.Type type) {
        Row row = call.row("data");
        Visit visit = visitTransactions.locked(call, row, type);
        String batch = type == Visit.Type.OUTPATIENT ? row.text("chrg_bchno") : "";
        String number = visit.settlementNumber(batch);
        if (settlements.visitIsLive(call.session(), visit.institution(), number)) {
            throw new CodedException(ErrorCode.VISIT_ALREADY_SETTLED, visit.visitId());
        }
        return presented(call, row, visit, batch);
    }

    private Presented presented(Call call, Row row, Visit visit, String batch) {
        List<FeeLine> covered = lines.settleable(call.session(), visit, batch);
        InsuredPerson person = enrolments.find(call.session(), visit.personId()).orElseThrow();
        Bill bill = new Bill(
                visit.institution(),
                person.psnNo(),
                kind(visit),
                visit.settlementNumber(batch),
                visit.begins().toLocalDate(),
                discharge(call, row, visit),
                covered.stream()
                        .map(line -> new BillLine(
                                line.number(),
                                line.item(),
                                line.price1e4(),
                                line.quantity1e4(),
                                day(line.occurred()),
                                line.approved()))
                        .toList(),
                visit.medType().equals(EMERGENCY_STAY),
                visit.diagnosis());
        return new Presented(row, visit, batch, person, bill, covered);
    }

    private static @Nullable LocalDate day(@Nullable LocalDateTime occurred) {
        return occurred == null ? null : occurred.toLocalDate();
    }

    private static TreatmentKind kind(Visit visit) {
        return switch (visit.type()) {
            case STAY -> TreatmentKind.INPATIENT;
            case SALE -> TreatmentKind.PHARMACY;
            case OUTPATIENT ->
                visit.medType().equals(SPECIAL_DISEASE) ? TreatmentKind.OP_SPECIAL : TreatmentKind.OUTPATIENT;
        };
    }

    /** Of a stay: 2402's, else the message's, else today; of a visit or sale its own day. */
    private static LocalDate discharge(Call call, Row row, Visit visit) {
        if (visit.type() != Visit.Type.STAY) {
            return visit.begins().toLocalDate();
        }
        LocalDateTime told = visit.ends() == null ? row.time("dscgtime") : visit.ends();
        return (told == null ? call.localNow() : told).toLocalDate();
    }

    Answer preSell(Call call) {
        Row row = call.row("druginfo");
        InsuredPerson person = persons.named(call, row);
        List<NewLine> uploaded = saleLines(call);
        List<PricedFeeLine> priced =
                lines.price(call.session(), uploaded, sold(call, row).toLocalDate());
        LocalDate day = sold(call, row).toLocalDate();
        Bill bill = new Bill(
                call.envelope().institution(),
                person.psnNo(),
                TreatmentKind.PHARMACY,
                call.envelope().msgid(),
                day,
                day,
                uploaded.stream()
                        .map(line -> new BillLine(
                                line.number(),
                                line.item(),
                                line.price1e4(),
                                line.quantity1e4(),
                                day(line.occurred()),
                                line.approved()))
                        .toList(),
                false,
                "");
        return cut(computed(call, new Presented(row, null, "", person, bill, List.of())), priced);
    }

    Answer sell(Call call) {
        Row row = call.row("druginfo");
        InsuredPerson person = persons.named(call, row);
        DatabaseSession session = call.session();
        long visitId = visits.open(
                        session,
                        call.envelope().institution(),
                        person.personId(),
                        Visit.Type.SALE,
                        call.envelope().msgid(),
                        SALE,
                        sold(call, row),
                        "")
                .orElseThrow();
        Visit visit = visits.lock(session, visitId).orElseThrow();
        List<PricedFeeLine> priced = lines.add(session, visit, saleLines(call));
        return cut(settled(call, presented(call, row, visit, "")), priced);
    }

    private static LocalDateTime sold(Call call, Row row) {
        LocalDateTime told = row.time("begntime");
        return told == null ? call.localNow() : told;
    }

    private static List<NewLine> saleLines(Call call) {
        List<NewLine> uploaded = LineTransactions.newLines(call.rows("drugdetail"));
        if (uploaded.stream().anyMatch(line -> line.quantity1e4() < 0)) {
            throw FieldType.refused("cnt", "negative");
        }
        return uploaded;
    }

    private static Answer cut(Answer answer, List<PricedFeeLine> priced) {
        ArrayNode list = answer.output().putArray("detlcutinfo");
        priced.forEach(line -> SettlementNodes.line(list.addObject(), line));
        return answer;
    }

    private Answer computed(Call call, Presented presented) {
        Quoting.Estimate estimate = quoting.estimate(call.session(), presented.bill(), presented.accountUsed());
        Split split = estimate.split();
        requireTotal(presented.row(), split);
        ObjectNode output = SettlementNodes.output(
                call,
                shown(call, presented, null, call.now(), split, estimate, estimate.balanceFen() - split.accountFen()));
        return Answer.of(output).about(presented.person().personId(), null, null);
    }

    private Answer settled(Call call, Presented presented) {
        DatabaseSession session = call.session();
        Quoting.Estimate estimate = quoting.estimate(session, presented.bill(), presented.accountUsed());
        requireTotal(presented.row(), estimate.split());
        requireEchoes(presented.row(), estimate.split());
        Settlement settlement = settling.settle(
                session,
                presented.bill(),
                presented.accountUsed(),
                call.envelope().msgid(),
                call.digest());
        Visit visit = presented.visit();
        if (visit == null) {
            throw new IllegalStateException("nothing is settled without a visit");
        }
        visits.cover(session, settlement.settlementId(), new VisitStore.Covered(visit.visitId(), presented.batch()));
        lineStore.cover(session, settlement.settlementId(), presented.covered());
        long balance = accumulators.balance(session, presented.person().personId());
        ObjectNode output = SettlementNodes.output(
                call,
                shown(
                        call,
                        presented,
                        settlement.settlementId(),
                        settlement.postedAt(),
                        settlement.split(),
                        estimate,
                        balance));
        return Answer.of(output).about(presented.person().personId(), settlement.settlementId(), visit.visitId());
    }

    private SettlementNodes.Shown shown(
            Call call,
            Presented presented,
            @Nullable Long settlementId,
            Instant at,
            Split split,
            Quoting.Estimate estimate,
            long balanceFen) {
        return new SettlementNodes.Shown(
                settlementId,
                at,
                presented.visitId(),
                presented.medType(),
                presented.bill().kind(),
                presented.person(),
                details.detail(call.session(), presented.person().personId()),
                presented.row().text("mdtrt_cert_type"),
                split,
                estimate.capFen() - split.usedBeforeFen(),
                balanceFen);
    }

    private static void requireTotal(Row row, Split split) {
        requireFigure(row, "medfee_sumamt", split.totalFen());
    }

    /** The four figures of the pre-settlement, where they are echoed. */
    private static void requireEchoes(Row row, Split split) {
        requireFigure(row, "fulamt_ownpay_amt", split.ownPayFen());
        requireFigure(row, "overlmt_selfpay", split.overLimitFen());
        requireFigure(row, "preselfpay_amt", split.advanceFen());
        requireFigure(row, "inscp_scp_amt", split.inScopeFen());
    }

    private static void requireFigure(Row row, String field, long fen) {
        if (row.has(field) && row.fen(field) != fen) {
            throw new CodedException(ErrorCode.BILL_FIGURE_DIFFERS, field);
        }
    }
}
