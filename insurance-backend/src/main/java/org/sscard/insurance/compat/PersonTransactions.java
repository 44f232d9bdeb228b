package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.contribution.store.AccumulatorStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** 1101: who a credential shows, and what cover there is. */
final class PersonTransactions {

    private final CallerPerson persons;
    private final String pool;
    private final PersonDetailStore details = new PersonDetailStore();
    private final AccumulatorStore accumulators = new AccumulatorStore();

    PersonTransactions(CallerPerson persons, String pool) {
        this.persons = persons;
        this.pool = pool;
    }

    Answer person(Call call) {
        Row data = call.row("data");
        InsuredPerson person = persons.shown(call, data);
        persons.requirePooled(call, person);
        // Before this answer a client does not know the place of insurance and often sends its own area.
        String area = call.envelope().fields().text("insuplc_admdvs");
        if (!area.isEmpty() && !area.equals(pool) && !area.equals(person.region())) {
            throw new CodedException(ErrorCode.AREA_NOT_OURS, "insuplc_admdvs");
        }
        PersonDetailStore.PersonDetail detail = details.detail(call.session(), person.personId());
        String name = data.text("psn_name");
        if (!name.isEmpty() && !name.equals(detail.name())) {
            throw new CodedException(ErrorCode.CREDENTIAL_DIFFERS, "psn_name");
        }
        ObjectNode output = Json.object();
        ObjectNode base = output.putObject("baseinfo");
        base.put("psn_no", person.psnNo());
        SettlementNodes.identity(base, person, detail, call.localNow().toLocalDate());
        ArrayNode insurances = output.putArray("insuinfo");
        ObjectNode insurance = insurances.addObject();
        insurance.put("balc", Json.yuan(accumulators.balance(call.session(), person.personId())));
        insurance.put("insutype", CallerPerson.insutype(person.scheme()));
        insurance.put("psn_type", "");
        LocalDate today = call.localNow().toLocalDate();
        LocalDate end = person.coverEnd();
        boolean covered = !today.isBefore(person.benefitStart()) && (end == null || !today.isAfter(end));
        insurance.put("psn_insu_stas", covered ? "1" : "2");
        insurance.put("psn_insu_date", person.benefitStart().toString());
        insurance.put("paus_insu_date", end == null ? "" : end.toString());
        insurance.put("cvlserv_flag", "0");
        insurance.put("insuplc_admdvs", person.region());
        insurance.put("emp_name", "");
        ArrayNode identities = output.putArray("idetinfo");
        if (!detail.status().equals("NONE")) {
            ObjectNode identity = identities.addObject();
            identity.put("psn_idet_type", detail.status());
            identity.put("psn_type_lv", "");
            identity.put("memo", "");
            identity.put("begntime", person.benefitStart() + " 00:00:00");
            identity.put("endtime", "");
        }
        return Answer.of(output).about(person.personId(), null, null);
    }
}
