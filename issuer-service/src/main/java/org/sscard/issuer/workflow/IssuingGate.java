package org.sscard.issuer.workflow;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.issuer.workflow.store.ReleaseStore;
import org.sscard.issuer.workflow.store.WorkflowStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Whether a region may have cards made: every condition of the table, with what was found. */
public final class IssuingGate {

    private final WorkflowStore store;
    private final CardOsStore register;
    private final ReleaseStore releases;
    private final CurrentIssue issue;
    private final Clock clock;

    /**
     * What was found of one condition.
     *
     * @param detail on what it stands; empty where it is not met
     * @param refusal with what a release would be refused; empty where it is met
     */
    public record Finding(WorkflowTable.ConditionRow condition, String detail, Optional<CodedException> refusal) {

        public boolean met() {
            return refusal.isEmpty();
        }
    }

    public IssuingGate(
            WorkflowStore store, CardOsStore register, ReleaseStore releases, CurrentIssue issue, Clock clock) {
        this.store = store;
        this.register = register;
        this.releases = releases;
        this.issue = issue;
        this.clock = clock;
    }

    /** Nothing is made that does not meet every condition; otherwise they are told, and only the card OS is insisted on. */
    public boolean required() {
        return releases.required();
    }

    /**
     * @param cardOs approval number
     * @param cards of the batch that is to be released
     */
    public List<Finding> look(String region, String cardOs, int cards) {
        return store.inTransaction(handle -> {
            List<Finding> findings = new ArrayList<>();
            found(findings, Condition.REGISTERED, () -> {
                WorkflowRecord registration = registration(handle, region);
                return registration.id() + "，" + registration.issuerId().orElse("");
            });
            found(findings, Condition.ISSUER_ID, () -> issuerId(handle, region));
            found(findings, Condition.STRUCTURE, () -> structure(handle, region));
            found(findings, Condition.FACE, () -> face(handle, region));
            found(findings, Condition.KEYS, () -> keys(handle, region));
            found(findings, Condition.CARD_OS, () -> {
                CardOs entry = register.require(cardOs);
                entry.requireInForce(today());
                return entry.cardOs() + "，有效至 " + entry.validTo();
            });
            found(findings, Condition.VENDOR, () -> vendor(handle, region, cardOs));
            found(findings, Condition.TESTED, () -> tested(handle, region, cardOs));
            found(findings, Condition.QUANTITY, () -> quantity(handle, region, cards));
            return findings;
        });
    }

    /**
     * @return conditions that are not met and not insisted on
     * @throws CodedException of the first condition that is insisted on and not met
     */
    public List<Finding> require(String region, String cardOs, int cards) {
        List<Finding> unmet = look(region, cardOs, cards).stream()
                .filter(finding -> !finding.met())
                .toList();
        unmet.stream()
                .filter(finding -> required() || finding.condition().code() == Condition.CARD_OS)
                .findFirst()
                .flatMap(Finding::refusal)
                .ifPresent(refusal -> {
                    throw refusal;
                });
        return unmet;
    }

    private static void found(List<Finding> findings, Condition condition, Supplier<String> look) {
        WorkflowTable.ConditionRow row = WorkflowTable.table().condition(condition);
        try {
            findings.add(new Finding(row, look.get(), Optional.empty()));
        } catch (CodedException e) {
            findings.add(new Finding(row, "", Optional.of(e)));
        }
    }

    private WorkflowRecord registration(Handle handle, String region) {
        return inForce(handle, WorkflowKind.REGISTRATION, region).stream()
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.ISSUING_NOT_REGISTERED, region));
    }

    private String issuerId(Handle handle, String region) {
        String allotted = registration(handle, region).issuerId().orElse("–");
        String carried = issue.issuerId(region);
        if (!allotted.equals(carried)) {
            throw new CodedException(ErrorCode.ISSUER_ID_DIFFERS, carried, allotted);
        }
        return allotted;
    }

    /** What was approved last counts: the registration, or a change of it. */
    private WorkflowRecord newest(Handle handle, String region) {
        List<WorkflowRecord> changes = inForce(handle, WorkflowKind.CHANGE_APPROVAL, region);
        return changes.isEmpty() ? registration(handle, region) : changes.get(changes.size() - 1);
    }

    private String structure(Handle handle, String region) {
        WorkflowRecord approved = newest(handle, region);
        if (!approved.structure().equals(Optional.of(issue.structure().digest()))) {
            throw new CodedException(ErrorCode.CARD_STRUCTURE_DIFFERS);
        }
        return approved.id() + "，" + issue.structure().zh();
    }

    private String face(Handle handle, String region) {
        WorkflowRecord approved = newest(handle, region);
        if (!approved.face().equals(Optional.of(issue.face()))) {
            throw new CodedException(ErrorCode.CARD_FACE_DIFFERS);
        }
        return approved.id() + "，" + issue.face().substring(0, 16);
    }

    private String keys(Handle handle, String region) {
        return inForce(handle, WorkflowKind.KEY_REQUEST, region).stream()
                .findFirst()
                .map(record -> record.id() + "，" + record.delivery().orElse(""))
                .orElseThrow(() -> new CodedException(ErrorCode.KEYS_NOT_HANDED_OVER, region));
    }

    private String vendor(Handle handle, String region, String cardOs) {
        String vendor = register.require(cardOs).vendor();
        Set<String> known =
                new TreeSet<>(FieldRules.names(registration(handle, region).field("vendors")));
        inForce(handle, WorkflowKind.CHANGE_FILING, region)
                .forEach(filing -> known.addAll(FieldRules.names(filing.field("moreVendors"))));
        if (!known.contains(vendor)) {
            throw new CodedException(ErrorCode.CARD_VENDOR_NOT_FILED, vendor);
        }
        return vendor;
    }

    private String tested(Handle handle, String region, String cardOs) {
        CardOs entry = register.require(cardOs);
        String structure = issue.structure().digest();
        return inForce(handle, WorkflowKind.GENERAL_TEST, region).stream()
                .filter(test -> test.structure().equals(Optional.of(structure)))
                .filter(test -> register.find(test.field("cardOs"))
                        .map(entry::sameProduct)
                        .orElse(false))
                .findFirst()
                .map(test -> test.id() + "，有效至 "
                        + test.validUntil().map(LocalDate::toString).orElse("长期"))
                .orElseThrow(() -> new CodedException(ErrorCode.GENERAL_TEST_MISSING, entry.approvalNumber()));
    }

    private String quantity(Handle handle, String region, int cards) {
        long registered = count(registration(handle, region).field("cards"));
        for (WorkflowRecord filing : inForce(handle, WorkflowKind.CHANGE_FILING, region)) {
            registered += count(filing.field("moreCards"));
        }
        long after = releases.cardsReleased(region) + cards;
        if (after > registered) {
            throw new CodedException(ErrorCode.ISSUING_QUANTITY_EXCEEDED, registered, after);
        }
        return after + " / " + registered;
    }

    private static long count(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private List<WorkflowRecord> inForce(Handle handle, WorkflowKind kind, String region) {
        LocalDate today = today();
        return store.of(handle, kind, region).stream()
                .filter(record -> record.inForce(today))
                .toList();
    }

    private LocalDate today() {
        return LocalDate.now(clock);
    }
}
