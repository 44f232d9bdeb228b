package org.sscard.issuer.workflow;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.ErrorCode;

/** The workflows (Issuing §1): fields, papers, steps, who may take them and what follows. Read once from {@code workflows.json}. */
public final class WorkflowTable {

    private static final WorkflowTable TABLE = WorkflowFile.read();

    private final Map<WorkflowState, StateRow> states;
    private final Map<Tier, TierRow> tiers;
    private final Map<String, PaperRow> papers;
    private final Map<WorkflowKind, Workflow> workflows;
    private final Map<Condition, ConditionRow> conditions;

    /** Whose step it is. */
    public enum Tier {
        CITY,
        CITY_KEYS,
        PROVINCE,
        MINISTRY,
        /** Nobody's: the service takes it when what it waits for has happened. */
        HOUSE
    }

    /** How many there may be beside each other. */
    public enum Once {
        NONE,
        /** One open one of a region. */
        OPEN,
        /** One of a region that is open or in force. */
        REGION
    }

    /** What is fixed when a record is submitted. */
    public enum Stamp {
        STRUCTURE,
        FACE
    }

    /** What a step needs beside its note. */
    public enum Takes {
        /** Two digits: the sequence number of the issuer id. */
        ISSUER_SEQUENCE,
        /** The id of a delivery of keys. */
        DELIVERY
    }

    /** How a field is filled in. */
    public enum FieldKind {
        TEXT,
        REGION,
        COUNT,
        /** Separated by commas. */
        NAMES,
        CHOICE,
        /** {@code 定点医院=120}, separated by commas. */
        COUNTS,
        /** 20 digits each, separated by commas. */
        SERIALS,
        CARD_OS
    }

    /**
     * @param open somebody has to do something
     * @param inForce what was asked for holds
     */
    public record StateRow(WorkflowState code, String zh, String en, boolean open, boolean inForce) {}

    /** @param roles as OUs of certificates */
    public record TierRow(Tier code, String zh, String en, Set<String> roles) {

        public boolean has(Principal caller) {
            return roles.stream().flatMap(ou -> Role.ofOu(ou).stream()).anyMatch(caller::has);
        }
    }

    public record PaperRow(String code, String zh, String en) {}

    /** @param papers that must be attached where it is chosen */
    public record Option(String code, String zh, String en, List<String> papers) {}

    /** @param least of names; 0 where nothing is said */
    public record Field(
            String code,
            String zh,
            String en,
            FieldKind kind,
            boolean required,
            int least,
            @Nullable List<Option> options) {

        public List<Option> choices() {
            return options == null ? List.of() : options;
        }
    }

    /**
     * @param decides whoever takes it has taken no step of this record that does not decide
     * @param reason it needs one
     */
    public record Step(
            StepCode code,
            String zh,
            String en,
            Tier tier,
            Set<WorkflowState> from,
            WorkflowState to,
            boolean decides,
            boolean reason,
            @Nullable Takes takes) {}

    /**
     * @param prefix of its records' numbers
     * @param form title of its printed form
     * @param validMonths how long its result holds; 0: no end
     * @param papers that must be attached before it is submitted
     */
    public record Workflow(
            WorkflowKind code,
            String zh,
            String en,
            String prefix,
            String form,
            Once once,
            int validMonths,
            @Nullable WorkflowKind refersTo,
            List<Field> fields,
            Set<Stamp> stamps,
            List<String> papers,
            List<Step> steps) {

        public Optional<Step> step(StepCode step) {
            return steps.stream().filter(one -> one.code() == step).findFirst();
        }

        /** The steps that may follow, in the order of the table. */
        public List<Step> next(WorkflowState state) {
            return steps.stream().filter(step -> step.from().contains(state)).toList();
        }
    }

    /** @param error the code of a release that does not meet it */
    public record ConditionRow(Condition code, String zh, String en, ErrorCode error) {}

    WorkflowTable(
            Map<WorkflowState, StateRow> states,
            Map<Tier, TierRow> tiers,
            Map<String, PaperRow> papers,
            Map<WorkflowKind, Workflow> workflows,
            Map<Condition, ConditionRow> conditions) {
        this.states = states;
        this.tiers = tiers;
        this.papers = papers;
        this.workflows = workflows;
        this.conditions = conditions;
    }

    public static WorkflowTable table() {
        return TABLE;
    }

    public List<Workflow> workflows() {
        return List.copyOf(workflows.values());
    }

    public Workflow workflow(WorkflowKind kind) {
        return Objects.requireNonNull(workflows.get(kind), "kind without a row in workflows.json");
    }

    public StateRow state(WorkflowState state) {
        return Objects.requireNonNull(states.get(state), "state without a row in workflows.json");
    }

    public TierRow tier(Tier tier) {
        return Objects.requireNonNull(tiers.get(tier), "tier without a row in workflows.json");
    }

    public List<PaperRow> papers() {
        return List.copyOf(papers.values());
    }

    public Optional<PaperRow> paper(String code) {
        return Optional.ofNullable(papers.get(code));
    }

    public ConditionRow condition(Condition condition) {
        return Objects.requireNonNull(conditions.get(condition), "condition without a row in workflows.json");
    }

    /** Everyone who may take a step of any workflow. */
    public Role[] mayTakeSteps() {
        return Arrays.stream(Role.values())
                .filter(role ->
                        tiers.values().stream().anyMatch(tier -> tier.roles().contains(role.ou())))
                .toArray(Role[]::new);
    }
}
