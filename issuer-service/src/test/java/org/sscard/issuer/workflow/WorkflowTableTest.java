package org.sscard.issuer.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WorkflowTableTest {

    private static final WorkflowTable TABLE = WorkflowTable.table();

    @Test
    void theTable_keepsItsSchema_whichRefusesWhatItDoesNotKnow() throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(resource("workflows.schema.json"));
        assertThat(schema.validate(resource("workflows.json"))).isEmpty();

        ObjectNode changed = (ObjectNode) resource("workflows.json");
        ((ObjectNode) changed.at("/workflows/0/steps/0")).put("tier", "VILLAGE");
        ((ObjectNode) changed.at("/workflows/0/fields/0")).put("colour", "red");
        ((ObjectNode) changed.at("/workflows/1/fields/0")).remove("options");
        assertThat(schema.validate(changed)).hasSize(3);
    }

    private static JsonNode resource(String name) throws IOException {
        try (var in = WorkflowTable.class.getResourceAsStream(name)) {
            return new ObjectMapper().readTree(in);
        }
    }

    @Test
    void theDocumentedTable_isTheOneThatTheCodeReads() throws IOException {
        String rows = TABLE.workflows().stream()
                .map(workflow -> "| `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                workflow.code(),
                                workflow.zh(),
                                workflow.prefix(),
                                String.join(", ", workflow.papers()),
                                workflow.steps().stream()
                                        .map(step -> step.code() + " ("
                                                + TABLE.tier(step.tier()).en() + ")")
                                        .collect(Collectors.joining(", "))))
                .collect(Collectors.joining());
        assertThat(Files.readString(Path.of("..", "docs", "workflows.md")))
                .contains("|---|---|---|---|---|\n" + rows + "<!-- /workflows -->");
    }

    @Test
    void everyWorkflow_beginsAsADraft_endsSomewhere_andIsDecidedAboveTheCity() {
        for (WorkflowTable.Workflow workflow : TABLE.workflows()) {
            Set<WorkflowState> reached = EnumSet.of(WorkflowState.DRAFT);
            for (int round = 0; round < WorkflowState.values().length; round++) {
                workflow.steps().stream()
                        .filter(step -> step.from().stream().anyMatch(reached::contains))
                        .forEach(step -> reached.add(step.to()));
            }
            assertThat(reached)
                    .as(workflow.code().name())
                    .anyMatch(state -> TABLE.state(state).inForce())
                    .contains(WorkflowState.WITHDRAWN);
            for (WorkflowState state : reached) {
                assertThat(workflow.next(state).isEmpty())
                        .as(workflow.code() + " " + state)
                        .matches(ends -> !ends || !TABLE.state(state).open());
            }
            assertThat(workflow.steps())
                    .filteredOn(step -> TABLE.state(step.to()).inForce())
                    .allMatch(step -> step.decides() || step.tier() == WorkflowTable.Tier.HOUSE);
            assertThat(workflow.steps())
                    .filteredOn(WorkflowTable.Step::decides)
                    .allMatch(step ->
                            step.tier() == WorkflowTable.Tier.PROVINCE || step.tier() == WorkflowTable.Tier.MINISTRY);
        }
    }
}
