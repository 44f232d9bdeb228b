package org.sscard.issuer.workflow;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sscard.issuer.workflow.WorkflowTable.ConditionRow;
import org.sscard.issuer.workflow.WorkflowTable.PaperRow;
import org.sscard.issuer.workflow.WorkflowTable.StateRow;
import org.sscard.issuer.workflow.WorkflowTable.Tier;
import org.sscard.issuer.workflow.WorkflowTable.TierRow;
import org.sscard.issuer.workflow.WorkflowTable.Workflow;
import org.sscard.servicekit.security.Role;

/** {@code workflows.json}: what stands in it, and that it hangs together. Its form is {@code workflows.schema.json}. */
final class WorkflowFile {

    private WorkflowFile() {}

    private record Table(
            @JsonProperty(required = true) String source,
            @JsonProperty(required = true) List<StateRow> states,
            @JsonProperty(required = true) List<TierRow> tiers,
            @JsonProperty(required = true) List<PaperRow> papers,
            @JsonProperty(required = true) List<Workflow> workflows,
            @JsonProperty(required = true) List<ConditionRow> conditions) {}

    static WorkflowTable read() {
        try (InputStream in = WorkflowTable.class.getResourceAsStream("workflows.json")) {
            Table table = JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .build()
                    .readValue(in, Table.class);
            Map<String, PaperRow> papers = by(table.papers(), PaperRow::code);
            table.workflows().forEach(workflow -> check(workflow, papers));
            if (!table.tiers().stream()
                    .flatMap(tier -> tier.roles().stream())
                    .allMatch(ou -> Role.ofOu(ou).isPresent())) {
                throw new IllegalStateException("workflows.json names a role that there is not");
            }
            return new WorkflowTable(
                    each(WorkflowState.class, table.states(), StateRow::code),
                    each(Tier.class, table.tiers(), TierRow::code),
                    papers,
                    each(WorkflowKind.class, table.workflows(), Workflow::code),
                    each(Condition.class, table.conditions(), ConditionRow::code));
        } catch (IOException e) {
            throw new UncheckedIOException("workflows.json is not readable", e);
        }
    }

    private static void check(Workflow workflow, Map<String, PaperRow> papers) {
        by(workflow.fields(), WorkflowTable.Field::code);
        by(workflow.steps(), WorkflowTable.Step::code);
        Stream<String> chosen = workflow.fields().stream()
                .flatMap(field -> field.choices().stream())
                .flatMap(option -> option.papers().stream());
        if (!papers.keySet().containsAll(workflow.papers()) || !chosen.allMatch(papers::containsKey)) {
            throw new IllegalStateException(workflow.code() + " asks for a paper that the table does not know");
        }
    }

    private static <K, R> Map<K, R> by(List<R> rows, Function<R, K> code) {
        Map<K, R> map = new LinkedHashMap<>();
        for (R row : rows) {
            if (map.put(code.apply(row), row) != null) {
                throw new IllegalStateException("workflows.json names " + code.apply(row) + " twice");
            }
        }
        return map;
    }

    /** Every constant of the enum once, in the order of the file. */
    private static <E extends Enum<E>, R> Map<E, R> each(Class<E> codes, List<R> rows, Function<R, E> code) {
        Map<E, R> map = by(rows, code);
        if (map.size() != codes.getEnumConstants().length) {
            throw new IllegalStateException("workflows.json has " + map.size() + " of " + codes.getSimpleName());
        }
        return map;
    }
}
