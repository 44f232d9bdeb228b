package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fee lines that come in day by day through the REST form of EncounterService. */
class RunningLinesTest {

    private static final SandboxPerson PERSON = SandboxPerson.number(1);

    @TempDir
    static Path directory;

    private static RunningInsurer insurer;

    @BeforeAll
    static void start() {
        insurer = new RunningInsurer(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        insurer.close();
    }

    @Test
    void linesOpenTheStay_andSendingThemAgainAddsNothing() throws Exception {
        Map<String, Object> message = message(line("1", "XSANDBOX000000000001", 1_000_000));
        assertThat(add("ZY1", message).path("added").asInt()).isEqualTo(1);

        JsonNode again = add(
                "ZY1", message(line("1", "XSANDBOX000000000001", 1_000_000), line("2", "XSANDBOX000000000002", 5_000)));

        assertThat(again.path("added").asInt()).isEqualTo(1);
        assertThat(again.path("repeated").asInt()).isEqualTo(1);
        assertThat(add("ZY1", message(line("1", "XSANDBOX000000000001", 7)))
                        .path("code")
                        .asText())
                .isEqualTo("BILL_LINE_REPEATED");
    }

    @Test
    void oneWrongLine_refusesAll_andAnotherPersonsNumberIsRefused() throws Exception {
        JsonNode refused =
                add("ZY2", message(line("1", "XSANDBOX000000000001", 100), line("2", "XSANDBOX999999999999", 100)));
        assertThat(refused.path("code").asText()).isEqualTo("BILL_ITEM_UNKNOWN");
        assertThat(add("ZY2", message(line("1", "XSANDBOX000000000001", 100)))
                        .path("added")
                        .asInt())
                .isEqualTo(1);
        Map<String, Object> stranger = new java.util.LinkedHashMap<>(message(line("3", "XSANDBOX000000000001", 100)));
        stranger.put("socialSecurityNumber", SandboxPerson.number(2).certno());
        assertThat(add("ZY2", stranger).path("code").asText()).isEqualTo("VISIT_NUMBER_TAKEN");
    }

    @Test
    void whatIsOutOfForm_isNamed() throws Exception {
        assertThat(add("ZY3", message()).path("en").asText()).contains("lines");
        assertThat(add("ZY3", message(line("1", "XSANDBOX000000000001", -1)))
                        .path("en")
                        .asText())
                .contains("price_1e4");
        assertThat(add("ZY3", message(line("1", "XSANDBOX000000000001", Long.MAX_VALUE)))
                        .path("code")
                        .asText())
                .isEqualTo("BILL_AMOUNT_TOO_LARGE");
        Map<String, Object> timeless = new java.util.LinkedHashMap<>(message(line("1", "XSANDBOX000000000001", 1)));
        timeless.put("begunAt", "yesterday");
        assertThat(add("ZY3", timeless).path("en").asText()).contains("begun_at");
    }

    private static Map<String, Object> message(Object... lines) {
        return Map.of(
                "socialSecurityNumber",
                PERSON.certno(),
                "kind",
                "BILL_KIND_INPATIENT",
                "begunAt",
                "2026-11-20T09:30",
                "lines",
                List.of(lines));
    }

    private static Map<String, Object> line(String number, String item, long price) {
        return Map.of(
                "line",
                Map.of("line", number, "item", item, "price1e4", Long.toString(price), "quantity1e4", "10000"),
                "chargedAt",
                "2026-11-20T10:00");
    }

    private static JsonNode add(String visit, Map<String, Object> message) throws Exception {
        HttpResponse<byte[]> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(insurer.url()
                                        .resolve("/v1/institutions/" + RunningInsurer.L2 + "/visits/" + visit
                                                + "/lines"))
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(
                                        Institution.JSON.writeValueAsBytes(message)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        return Institution.JSON.readTree(response.body());
    }
}
