package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDateTime;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.encounter.Visit;
import org.sscard.insurance.encounter.store.VisitStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** 2201–2203 and 2401–2405: visits and stays are opened, described, discharged and withdrawn. */
final class VisitTransactions {

    static final String ORDINARY_OUTPATIENT = "11";
    private static final Set<String> OUTPATIENT_CARE = Set.of(ORDINARY_OUTPATIENT, "14");
    private static final Set<String> STAY_CARE = Set.of("21", "24");

    private final CallerPerson persons;
    private final VisitStore visits = new VisitStore();

    VisitTransactions(CallerPerson persons) {
        this.persons = persons;
    }

    Answer register(Call call) {
        Row data = call.row("data");
        return open(call, data, Visit.Type.OUTPATIENT, ORDINARY_OUTPATIENT, "data");
    }

    Answer admit(Call call) {
        Row data = call.row("mdtrtinfo");
        requireCare(data.text("med_type"), STAY_CARE);
        return open(call, data, Visit.Type.STAY, data.text("med_type"), "result");
    }

    private Answer open(Call call, Row data, Visit.Type type, String medType, String outputNode) {
        InsuredPerson person = persons.named(call, data);
        if (call.institution().pharmacy()) {
            throw new CodedException(ErrorCode.BILL_KIND_UNSUPPORTED);
        }
        String number = data.text("ipt_otp_no");
        long visitId = visits.open(
                        call.session(),
                        call.envelope().institution(),
                        person.personId(),
                        type,
                        number,
                        medType,
                        given(data.time("begntime"), call),
                        data.text("dscg_maindiag_code"))
                .orElseThrow(() -> new CodedException(ErrorCode.VISIT_NUMBER_TAKEN, "ipt_otp_no"));
        ObjectNode output = Json.object();
        output.putObject(outputNode)
                .put("mdtrt_id", Long.toString(visitId))
                .put("psn_no", person.psnNo())
                .put("ipt_otp_no", number);
        return Answer.of(output).about(person.personId(), null, visitId);
    }

    private static LocalDateTime given(@Nullable LocalDateTime time, Call call) {
        return time == null ? call.localNow() : time;
    }

    /** 2203: kind of care and, where it is given, the time. */
    Answer describe(Call call) {
        Row data = call.row("mdtrtinfo");
        Visit visit = locked(call, data, Visit.Type.OUTPATIENT);
        requireCare(data.text("med_type"), OUTPATIENT_CARE);
        requireUnsettled(call, visit);
        LocalDateTime begins = data.time("begntime");
        visits.update(
                call.session(),
                changed(visit, data.text("med_type"), begins == null ? visit.begins() : begins, visit.ends()));
        return Answer.empty().about(visit.personId(), null, visit.visitId());
    }

    /** Before or after the settlement; the settlement takes the day of discharge if it is known by then. */
    Answer discharge(Call call) {
        Row data = call.row("dscginfo");
        Visit visit = locked(call, data, Visit.Type.STAY);
        LocalDateTime ends = given(data.time("endtime"), call);
        if (visit.ends() != null) {
            throw differs(visit);
        }
        if (ends.isBefore(visit.begins())) {
            throw new CodedException(ErrorCode.BILL_DATE_INVALID, "endtime");
        }
        visits.update(call.session(), changed(visit, visit.medType(), visit.begins(), ends));
        return Answer.empty().about(visit.personId(), null, visit.visitId());
    }

    Answer undoDischarge(Call call) {
        Visit visit = locked(call, call.row("data"), Visit.Type.STAY);
        if (visit.ends() == null) {
            throw differs(visit);
        }
        requireUnsettled(call, visit);
        visits.update(call.session(), changed(visit, visit.medType(), visit.begins(), null));
        return Answer.empty().about(visit.personId(), null, visit.visitId());
    }

    /** 2202 and 2404: refused while a live settlement covers any of it. */
    Answer withdraw(Call call, Visit.Type type) {
        Visit visit = locked(call, call.row("data"), type);
        withdraw(call, visit);
        return Answer.empty().about(visit.personId(), null, visit.visitId());
    }

    void withdraw(Call call, Visit visit) {
        requireUnsettled(call, visit);
        if (visit.ends() != null) {
            throw differs(visit);
        }
        visits.update(
                call.session(),
                new Visit(
                        visit.visitId(),
                        visit.institution(),
                        visit.personId(),
                        visit.type(),
                        visit.number(),
                        visit.medType(),
                        visit.begins(),
                        null,
                        visit.diagnosis(),
                        Visit.State.VOID));
    }

    /** The open visit that a row names, locked; it must be the sender's and the person's. */
    Visit locked(Call call, Row row, Visit.Type type) {
        InsuredPerson person = persons.named(call, row);
        String number = row.text("mdtrt_id");
        if (!number.matches("[0-9]{1,18}")) {
            throw notFound();
        }
        Visit visit = visits.lock(call.session(), Long.parseLong(number))
                .filter(found -> found.institution().equals(call.envelope().institution())
                        && found.personId() == person.personId()
                        && found.type() == type)
                .orElseThrow(VisitTransactions::notFound);
        if (visit.state() != Visit.State.OPEN) {
            throw differs(visit);
        }
        return visit;
    }

    private void requireUnsettled(Call call, Visit visit) {
        if (visits.settled(call.session(), visit.visitId())) {
            throw new CodedException(ErrorCode.VISIT_ALREADY_SETTLED, visit.visitId());
        }
    }

    private static void requireCare(String medType, Set<String> allowed) {
        if (!allowed.contains(medType)) {
            throw FieldType.refused("med_type", "not of this transaction");
        }
    }

    private static Visit changed(Visit visit, String medType, LocalDateTime begins, @Nullable LocalDateTime ends) {
        return new Visit(
                visit.visitId(),
                visit.institution(),
                visit.personId(),
                visit.type(),
                visit.number(),
                medType,
                begins,
                ends,
                visit.diagnosis(),
                visit.state());
    }

    private static CodedException notFound() {
        return new CodedException(ErrorCode.VISIT_NOT_FOUND, "mdtrt_id");
    }

    private static CodedException differs(Visit visit) {
        return new CodedException(ErrorCode.VISIT_STATE_DIFFERS, visit.visitId());
    }
}
