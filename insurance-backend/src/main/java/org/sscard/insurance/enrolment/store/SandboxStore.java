package org.sscard.insurance.enrolment.store;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.sscard.insurance.enrolment.SandboxData;

/** Puts the sandbox into the database; what stands there already stays. */
public final class SandboxStore {

    /** Answers the person ids with the opening balance of those who have a personal account and were new. */
    public Map<Long, Long> load(Handle handle, SandboxData data) {
        data.region().pool().forEach(code -> region(handle, code, true));
        data.region().otherTenants().forEach(code -> region(handle, code, false));
        data.codes()
                .disease()
                .forEach((disease, prefixes) -> prefixes.forEach(prefix -> handle.createUpdate(
                                "insert into disease_group (prefix, disease) values (:prefix, :disease) on conflict do nothing")
                        .bind("prefix", prefix)
                        .bind("disease", disease)
                        .execute()));
        data.institutions().forEach(institution -> institution(handle, institution));
        data.catalog().forEach(item -> item(handle, item));
        Map<Long, Long> opened = new LinkedHashMap<>();
        for (SandboxData.SandboxPerson person : data.persons()) {
            person(handle, person).ifPresent(id -> {
                if (person.accountBalance() != null) {
                    account(handle, id, person.accountBalance());
                    opened.put(id, person.accountBalance());
                }
            });
        }
        return opened;
    }

    private static void region(Handle handle, String code, boolean pooled) {
        handle.createUpdate("insert into region (code, pooled) values (:code, :pooled) on conflict do nothing")
                .bind("code", code)
                .bind("pooled", pooled)
                .execute();
    }

    private static void institution(Handle handle, SandboxData.SandboxInstitution institution) {
        handle.createUpdate("""
                        insert into institution (code, name, kind, level, area, designated, specialist)
                        values (:code, :name, :kind, :level, :area, :designated, :specialist)
                        on conflict do nothing
                        """)
                .bind("code", institution.code())
                .bind("name", institution.name())
                .bind("kind", institution.kind())
                .bind("level", institution.level())
                .bind("area", institution.area())
                .bind("designated", institution.designated())
                .bindArray("specialist", String.class, institution.specialist())
                .execute();
    }

    private static void item(Handle handle, SandboxData.SandboxItem item) {
        handle.createUpdate("""
                        insert into catalogue_item
                            (code, institution_code, name, list_type, class, advance_bp, limit_1e4)
                        values (:code, :own, :name, :type, :class, :advance, :limit) on conflict do nothing
                        """)
                .bind("code", item.medListCodg())
                .bind("own", item.medinsListCodg())
                .bind("name", item.name())
                .bind("type", item.listType())
                .bind("class", item.cls().name())
                .bind("advance", item.bBp())
                .bind("limit", item.limit1e4())
                .execute();
    }

    private static Optional<Long> person(Handle handle, SandboxData.SandboxPerson person) {
        Optional<Long> id = handle.createQuery("""
                        insert into person (psn_no, social_security_number, name, sex, birth)
                        values (:psnNo, :certno, :name, :sex, :birth)
                        on conflict do nothing returning person_id
                        """)
                .bind("psnNo", person.psnNo())
                .bind("certno", person.certno())
                .bind("name", person.psnName())
                .bind("sex", person.sex())
                .bind("birth", person.birth())
                .mapTo(Long.class)
                .findOne();
        id.ifPresent(personId -> {
            cover(handle, personId, person);
            filings(handle, personId, person.filings());
            card(handle, person);
        });
        return id;
    }

    private static void cover(Handle handle, long id, SandboxData.SandboxPerson person) {
        handle.createUpdate("""
                        insert into enrolment (person_id, scheme, class, status, pupil, region, benefit_start,
                                               cover_end, banned_until)
                        values (:id, :scheme, :class, :status, :pupil, :region, :start, :end, :banned)
                        """)
                .bind("id", id)
                .bind("scheme", person.scheme().name())
                .bind("class", person.cls() == null ? null : person.cls().name())
                .bind("status", person.status().name())
                .bind("pupil", person.pupil())
                .bind("region", person.insuplcAdmdvs())
                .bind("start", person.benefitStart())
                .bind("end", person.coverEnd())
                .bind("banned", person.bannedUntil())
                .execute();
    }

    private static void filings(Handle handle, long id, List<SandboxData.SandboxFiling> filings) {
        for (SandboxData.SandboxFiling filing : filings) {
            handle.createUpdate("""
                            insert into filing (person_id, kind, institution, begins, ends, disease_code)
                            values (:id, :kind, :institution, :begins, :ends, :disease)
                            """)
                    .bind("id", id)
                    .bind("kind", filing.kind().name())
                    .bind("institution", filing.institution())
                    .bind("begins", filing.begins())
                    .bind("ends", filing.ends())
                    .bind("disease", filing.diseaseCode() == null ? "" : filing.diseaseCode())
                    .execute();
        }
    }

    private static void card(Handle handle, SandboxData.SandboxPerson person) {
        handle.createUpdate("""
                        insert into card_status (card_identification_code, card_number, social_security_number,
                                                 region, state, blacklisted, version)
                        values (:code, :number, :ssn, :region, 'ACTIVE', false, 0) on conflict do nothing
                        """)
                .bind("code", HexFormat.of().parseHex(person.cardSn()))
                .bind("number", person.cardNo())
                .bind("ssn", person.certno())
                .bind("region", person.insuplcAdmdvs())
                .execute();
    }

    private static void account(Handle handle, long id, long balanceFen) {
        handle.createUpdate("insert into personal_account (person_id, balance_fen) values (:id, :balance)")
                .bind("id", id)
                .bind("balance", balanceFen)
                .execute();
    }
}
