package org.sscard.insurance.compat;

import java.util.Set;
import org.sscard.insurance.compat.store.MessageStore;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.encounter.FeeLine;
import org.sscard.insurance.encounter.FeeLines;
import org.sscard.insurance.encounter.Visit;
import org.sscard.insurance.encounter.store.FeeLineStore;
import org.sscard.insurance.encounter.store.VisitStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.StoredTransaction;
import org.sscard.insurance.settlement.TakingBack;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** 2103, 2208, 2305 cancel a settlement; 2601 makes a message not have happened. */
final class TakeBackTransactions {

    private final TransactionTable table;
    private final CallerPerson persons;
    private final VisitTransactions visitTransactions;
    private final FeeLines lines;
    private final TakingBack takingBack;
    private final VisitStore visits = new VisitStore();
    private final FeeLineStore lineStore = new FeeLineStore();
    private final MessageStore messages = new MessageStore();
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();
    private final PersonDetailStore details = new PersonDetailStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    TakeBackTransactions(
            TransactionTable table,
            CallerPerson persons,
            VisitTransactions visitTransactions,
            FeeLines lines,
            TakingBack takingBack) {
        this.table = table;
        this.persons = persons;
        this.visitTransactions = visitTransactions;
        this.lines = lines;
        this.takingBack = takingBack;
    }

    /** The exact negation of the settlement under a number of its own. */
    Answer cancel(Call call, Visit.Type type) {
        Row data = call.row("data");
        DatabaseSession session = call.session();
        Visit visit = visitTransactions.locked(call, data, type);
        InsuredPerson person = persons.named(call, data);
        Settlement original = settlement(call, data.text("setl_id"), visit);
        long limit = accumulators.cap(
                        session,
                        original.personId(),
                        original.scheme(),
                        original.split().period())
                - original.split().usedBeforeFen();
        Settlement negative = takingBack.cancel(
                session, original.settlementId(), call.envelope().msgid(), call.digest());
        String batch = visits.covered(session, original.settlementId())
                .map(VisitStore.Covered::batch)
                .orElse("");
        visits.cover(session, negative.settlementId(), new VisitStore.Covered(visit.visitId(), batch));
        SettlementNodes.Shown shown = new SettlementNodes.Shown(
                negative.settlementId(),
                negative.postedAt(),
                Long.toString(visit.visitId()),
                visit.medType(),
                negative.kind(),
                person,
                details.detail(session, person.personId()),
                "",
                negative.split(),
                -limit,
                accumulators.balance(session, person.personId()));
        return Answer.of(SettlementNodes.output(call, shown))
                .about(person.personId(), negative.settlementId(), visit.visitId());
    }

    private Settlement settlement(Call call, String number, Visit visit) {
        CodedException notFound = new CodedException(ErrorCode.TRANSACTION_NOT_FOUND, "setl_id");
        if (!number.matches("[0-9]{1,18}")) {
            throw notFound;
        }
        long id = Long.parseLong(number);
        boolean ofVisit = visits.covered(call.session(), id)
                .filter(covered -> covered.visitId() == visit.visitId())
                .isPresent();
        if (!ofVisit) {
            throw notFound;
        }
        return settlements.find(call.session(), id).orElseThrow(() -> notFound);
    }

    /** Reverses the message omsgid, or leaves a tombstone for one that never came. */
    Answer reverse(Call call) {
        Row data = call.row("data");
        DatabaseSession session = call.session();
        InsuredPerson person = persons.named(call, data);
        String institution = call.envelope().institution();
        String omsgid = data.text("omsgid");
        String oinfno = data.text("oinfno");
        if (!table.find(oinfno).map(TransactionTable.Transaction::reversible).orElse(false)) {
            throw new CodedException(
                    ErrorCode.TRANSACTION_NOT_REVERSIBLE, oinfno.matches("[0-9A-Za-z]{1,4}") ? oinfno : "?");
        }
        if (!omsgid.matches("[0-9A-Za-z]{30}") || !omsgid.startsWith(institution)) {
            throw new CodedException(ErrorCode.TRANSACTION_IS_ANOTHER);
        }
        boolean neverCame =
                messages.claim(session, institution, omsgid, oinfno, MessageStore.State.TOMBSTONE, null, call.now());
        if (neverCame) {
            entomb(session, institution, omsgid);
            return Answer.empty().about(person.personId(), null, null);
        }
        MessageStore.Stored original =
                messages.lock(session, institution, omsgid).orElseThrow();
        Long about = original.personId();
        boolean same = original.infno().equals(oinfno) && (about == null || about == person.personId());
        if (!same) {
            throw new CodedException(ErrorCode.TRANSACTION_IS_ANOTHER);
        }
        if (original.state() == MessageStore.State.DONE) {
            undo(call, institution, omsgid, original);
            messages.reversed(session, institution, omsgid);
        }
        return Answer.empty().about(person.personId(), null, null);
    }

    /** The id must not be settled by another way either, before or after. */
    private void entomb(DatabaseSession session, String institution, String omsgid) {
        boolean settledElsewhere = transactions
                .find(session, institution, omsgid)
                .filter(stored -> stored.kind() != StoredTransaction.Kind.TOMBSTONE)
                .isPresent();
        if (settledElsewhere) {
            throw new CodedException(ErrorCode.TRANSACTION_IS_ANOTHER);
        }
        takingBack.reverse(session, institution, omsgid);
    }

    private void undo(Call call, String institution, String omsgid, MessageStore.Stored original) {
        DatabaseSession session = call.session();
        Long visitId = original.visitId();
        Long settlementId = original.settlementId();
        if (visitId == null) {
            throw new CodedException(ErrorCode.TRANSACTION_IS_ANOTHER);
        }
        Visit visit = visits.lock(session, visitId).orElseThrow();
        if (settlementId == null) {
            if (visit.state() == Visit.State.OPEN) {
                visitTransactions.withdraw(call, visit);
            }
            return;
        }
        Long revived = settlements.find(session, settlementId).orElseThrow().cancels();
        if (revived != null) {
            requireSameLines(session, visit, revived, omsgid);
        }
        takingBack.reverse(session, institution, omsgid);
    }

    /** A settlement lives again only over the very lines that it covered. */
    private void requireSameLines(DatabaseSession session, Visit visit, long settlementId, String omsgid) {
        String batch = visits.covered(session, settlementId)
                .map(VisitStore.Covered::batch)
                .orElse("");
        Set<Long> covered = Set.copyOf(lineStore.covered(session, settlementId));
        Set<Long> now = Set.copyOf(lines.settleable(session, visit, batch).stream()
                .map(FeeLine::lineId)
                .toList());
        if (visit.state() != Visit.State.OPEN || !covered.equals(now)) {
            throw new CodedException(ErrorCode.TRANSACTION_CANNOT_REVIVE, omsgid);
        }
    }
}
