package org.sscard.insurance.settlement;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sscard.insurance.enrolment.Filing;
import org.sscard.insurance.enrolment.Institution;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.ItemVersions;
import org.sscard.insurance.enrolment.store.CatalogueStore;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.store.DatabaseSession;

/** What the insurer knows of the persons, institutions and items of some bills, read together: one statement a kind. */
record References(
        Map<String, Institution> institutions,
        Map<EnrolmentStore.Asked, InsuredPerson> persons,
        Set<String> pooledRegions,
        Map<Long, List<Filing>> filings,
        Map<String, ItemVersions> items,
        Map<String, String> diseases) {

    static References load(DatabaseSession session, Collection<Bill> bills) {
        EnrolmentStore enrolment = new EnrolmentStore();
        CatalogueStore catalogue = new CatalogueStore();
        Map<EnrolmentStore.Asked, InsuredPerson> persons =
                enrolment.find(session, bills.stream().map(References::asked).collect(Collectors.toSet()));
        return new References(
                catalogue.institutions(
                        session, bills.stream().map(Bill::institution).collect(Collectors.toSet())),
                persons,
                enrolment.pooled(
                        session,
                        persons.values().stream().map(InsuredPerson::region).collect(Collectors.toSet())),
                enrolment.filings(
                        session,
                        persons.values().stream().map(InsuredPerson::personId).collect(Collectors.toSet())),
                catalogue.items(
                        session,
                        bills.stream()
                                .flatMap(bill -> bill.lines().stream())
                                .map(BillLine::item)
                                .collect(Collectors.toSet())),
                catalogue.diseases(
                        session,
                        bills.stream()
                                .map(Bill::diagnosis)
                                .filter(diagnosis -> !diagnosis.isEmpty())
                                .collect(Collectors.toSet())));
    }

    private static EnrolmentStore.Asked asked(Bill bill) {
        return new EnrolmentStore.Asked(bill.person(), bill.admittedOn());
    }

    Optional<Institution> institution(Bill bill) {
        return Optional.ofNullable(institutions.get(bill.institution()));
    }

    Optional<InsuredPerson> person(Bill bill) {
        return Optional.ofNullable(persons.get(asked(bill)));
    }

    List<Filing> filings(InsuredPerson person) {
        return filings.getOrDefault(person.personId(), List.of());
    }
}
