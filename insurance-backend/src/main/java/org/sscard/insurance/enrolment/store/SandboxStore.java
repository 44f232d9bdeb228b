package org.sscard.insurance.enrolment.store;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.insurance.store.DatabaseSession;

/** Puts the sandbox into the database; what stands there already stays. */
public final class SandboxStore {

    /** Answers the person ids with the opening balance of those who have a personal account and were new. */
    public Map<Long, Long> load(DatabaseSession session, SandboxData data) {
        data.region().pool().forEach(code -> region(session, code, true));
        data.region().otherTenants().forEach(code -> region(session, code, false));
        data.codes()
                .disease()
                .forEach((disease, prefixes) -> prefixes.forEach(prefix -> session.handle()
                        .createUpdate(
                                "insert into disease_group (prefix, disease) values (:prefix, :disease) on conflict do nothing")
                        .bind("prefix", prefix)
                        .bind("disease", disease)
                        .execute()));
        data.institutions().forEach(institution -> institution(session, institution));
        data.catalog().forEach(item -> item(session, item));
        Map<Long, Long> opened = new LinkedHashMap<>();
        for (SandboxData.SandboxPerson person : data.persons()) {
            person(session, person).ifPresent(id -> {
                if (person.accountBalance() != null) {
                    account(session, id, person.accountBalance());
                    opened.put(id, person.accountBalance());
                }
            });
        }
        return opened;
    }

    private static void region(DatabaseSession session, String code, boolean pooled) {
        session.handle()
                .createUpdate("insert into region (code, pooled) values (:code, :pooled) on conflict do nothing")
                .bind("code", code)
                .bind("pooled", pooled)
                .execute();
    }

    private static void institution(DatabaseSession session, SandboxData.SandboxInstitution institution) {
        session.handle()
                .createUpdate("""
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

    private static void item(DatabaseSession session, SandboxData.SandboxItem item) {
        session.handle()
                .createUpdate("""
                        insert into catalogue_item
                            (code, institution_code, name, list_type, class, advance_bp, limit_1e4, valid_from)
                        values (:code, :own, :name, :type, :class, :advance, :limit, '0001-01-01') on conflict do nothing
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

    private static Optional<Long> person(DatabaseSession session, SandboxData.SandboxPerson person) {
        Optional<Long> id = session.handle()
                .createQuery("""
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
            cover(session, personId, person);
            filings(session, personId, person.filings());
            card(session, person);
        });
        return id;
    }

    private static void cover(DatabaseSession session, long id, SandboxData.SandboxPerson person) {
        session.handle()
                .createUpdate("""
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

    private static void filings(DatabaseSession session, long id, List<SandboxData.SandboxFiling> filings) {
        for (SandboxData.SandboxFiling filing : filings) {
            session.handle()
                    .createUpdate("""
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

    private static void card(DatabaseSession session, SandboxData.SandboxPerson person) {
        session.handle()
                .createUpdate("""
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

    private static void account(DatabaseSession session, long id, long balanceFen) {
        session.handle()
                .createUpdate("insert into personal_account (person_id, balance_fen) values (:id, :balance)")
                .bind("id", id)
                .bind("balance", balanceFen)
                .execute();
    }
}
