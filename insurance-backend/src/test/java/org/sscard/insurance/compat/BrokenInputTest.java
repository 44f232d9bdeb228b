package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every message of the interface with every field broken in turn: always 200 and a coded refusal, or done; never 5xx. */
@Timeout(300)
class BrokenInputTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final SandboxPerson PERSON = SandboxPerson.number(4);

    @TempDir
    static Path directory;

    private static RunningInsurer insurer;
    private static Institution hospital;

    @BeforeAll
    static void start() {
        insurer = new RunningInsurer(directory.resolve("data"));
        hospital = insurer.institution(RunningInsurer.L2);
    }

    @AfterAll
    static void stop() {
        insurer.close();
    }

    @Test
    void everyFieldOfEveryMessage_brokenInTurn_isAnsweredWithACode() throws IOException {
        TransactionTable table = TransactionTable.load();
        int sent = 0;
        for (TransactionTable.Transaction transaction : table.all()) {
            for (NodeShape shape : transaction.input()) {
                for (NodeShape.Field field : shape.fields()) {
                    // A third of the values for each field, another third for the next: all kinds meet all types.
                    List<JsonNode> values = broken();
                    for (int i = sent % 3; i < values.size(); i += 3) {
                        ObjectNode input = valid(transaction);
                        ((ObjectNode) input.path(shape.name())).set(field.name(), values.get(i));
                        answered(transaction.infno(), input);
                        sent++;
                    }
                }
            }
        }
        assertThat(sent).isGreaterThan(1000);
    }

    @Test
    void requiredFieldsAreNamed_whenTheyAreMissing() throws IOException {
        for (TransactionTable.Transaction transaction : TransactionTable.load().all()) {
            NodeShape shape = transaction.input().get(0);
            for (NodeShape.Field field : shape.fields()) {
                ObjectNode input = valid(transaction);
                ((ObjectNode) input.path(shape.name())).remove(field.name());
                String message = answered(transaction.infno(), input);
                if (field.required()) {
                    assertThat(message)
                            .as(transaction.infno())
                            .startsWith("[REQUEST_INVALID]")
                            .contains(field.name());
                }
            }
            assertThat(answered(transaction.infno(), NODES.objectNode())).startsWith("[REQUEST_INVALID]");
        }
    }

    @Test
    void everyOuterField_brokenInTurn_isAnsweredWithACode() throws IOException {
        for (NodeShape.Field field : TransactionTable.load().envelope().fields()) {
            for (JsonNode bad : broken()) {
                Map<String, Object> message = hospital.envelope(
                        "1101",
                        hospital.msgid(),
                        "",
                        Map.of("data", Map.of("mdtrt_cert_type", "02", "mdtrt_cert_no", PERSON.certno())));
                message.put(field.name(), bad);
                requireAnswer(hospital.post(Institution.JSON.writeValueAsBytes(message)));
            }
        }
        for (JsonNode input : broken()) {
            Map<String, Object> message = hospital.envelope("1101", hospital.msgid(), "", input);
            assertThat(requireAnswer(hospital.post(Institution.JSON.writeValueAsBytes(message)))
                            .path("infcode")
                            .asText())
                    .isEqualTo("-1");
        }
    }

    private static List<JsonNode> broken() {
        List<JsonNode> values = new ArrayList<>(List.of(
                NODES.textNode("'; drop table visit; --"),
                NODES.textNode("<script>alert(1)</script>"),
                NODES.textNode("x".repeat(50_000)),
                NODES.textNode("\u0000"),
                NODES.textNode("\ud800"),
                NODES.textNode("１２３"),
                NODES.textNode("-1"),
                NODES.textNode("1e999999999"),
                NODES.numberNode(-1),
                NODES.numberNode(Long.MAX_VALUE),
                NODES.numberNode(new java.math.BigDecimal("1E+999999")),
                NODES.numberNode(new java.math.BigDecimal("0.1234567")),
                NODES.booleanNode(true),
                NODES.nullNode(),
                NODES.arrayNode().add(1).add("a"),
                NODES.objectNode().put("a", 1)));
        values.add(NODES.textNode("2026-02-30 00:00:00"));
        return values;
    }

    /** A message whose fields all have a value of their type. */
    private static ObjectNode valid(TransactionTable.Transaction transaction) {
        ObjectNode input = NODES.objectNode();
        for (NodeShape shape : transaction.input()) {
            ObjectNode node = input.putObject(shape.name());
            for (NodeShape.Field field : shape.fields()) {
                switch (field.type().kind()) {
                    case 'N' -> node.put(field.name(), 1);
                    case 'T', 'D' -> node.put(field.name(), "2026-03-01 08:00:00");
                    case 'B' -> node.putArray(field.name()).add(1).add(255);
                    default -> node.put(field.name(), "1");
                }
            }
            if (node.has("psn_no")) {
                node.put("psn_no", PERSON.psnNo());
            }
        }
        return input;
    }

    private static String answered(String infno, ObjectNode input) throws IOException {
        Map<String, Object> message = hospital.envelope(infno, hospital.msgid(), PERSON.area(), input);
        HttpResponse<byte[]> response = hospital.post(Institution.JSON.writeValueAsBytes(message));
        return requireAnswer(response).path("err_msg").asText();
    }

    private static JsonNode requireAnswer(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode reply = Institution.JSON.readTree(response.body());
        assertThat(reply.path("infcode").asText()).isIn("0", "-1");
        assertThat(reply.path("err_msg").asText())
                .doesNotContain("Exception", "java.", "org.", "SERVER_INTERNAL", "OUTCOME_UNKNOWN", "fee_line");
        return reply;
    }
}
