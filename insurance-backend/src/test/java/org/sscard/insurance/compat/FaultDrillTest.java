package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The amount endings that steer faults at the sandbox's institution FAULT, and nowhere else. */
class FaultDrillTest {

    private static final SandboxPerson PERSON = SandboxPerson.number(2);

    @TempDir
    static Path directory;

    private static RunningInsurer insurer;
    private static Institution drill;

    @BeforeAll
    static void start() {
        insurer = new RunningInsurer(directory.resolve("data"));
        drill = insurer.institution(RunningInsurer.FAULT);
    }

    @AfterAll
    static void stop() {
        insurer.close();
    }

    @Test
    void ending01_neverAnswers_andPostsNothing() {
        String visit = drill.stay(PERSON, "1000.01");
        String msgid = drill.msgid();

        assertThatThrownBy(() -> settleBriefly(visit, "1000.01", msgid)).isInstanceOf(HttpTimeoutException.class);

        assertThat(statement("0", "0", 0)).isEqualTo("000000");
        assertThat(drill.reverse(PERSON, msgid, "2304").path("infcode").asText())
                .isEqualTo("0");
    }

    @Test
    void ending02_posts_andAResendGetsTheAnswer() {
        String visit = drill.stay(PERSON, "1000.02");
        String msgid = drill.msgid();

        assertThatThrownBy(() -> settleBriefly(visit, "1000.02", msgid)).isInstanceOf(HttpTimeoutException.class);

        JsonNode again = drill.settle("2304", PERSON, visit, "1000.02", msgid);
        assertThat(again.path("infcode").asText()).isEqualTo("0");
        assertThat(drill.reverse(PERSON, msgid, "2304").path("infcode").asText())
                .isEqualTo("0");
    }

    @Test
    void ending03_isDown() {
        String visit = drill.stay(PERSON, "1000.03");
        assertThat(drill.settle("2304", PERSON, visit, "1000.03", drill.msgid())
                        .path("err_msg")
                        .asText())
                .startsWith("[DATABASE_UNREACHABLE]");
    }

    @Test
    void ending05_meetsACapThatIsUsedUp_inTheQuoteAsInTheSettlement() {
        String visit = drill.stay(PERSON, "1000.05");
        JsonNode pre = drill.done("2303", PERSON.area(), Map.of("data", Institution.bill(PERSON, visit, "1000.05")));
        String msgid = drill.msgid();
        JsonNode reply = drill.settle("2304", PERSON, visit, "1000.05", msgid);

        for (JsonNode output : new JsonNode[] {pre, reply.path("output")}) {
            assertThat(output.path("setlinfo").path("hifp_pay").decimalValue()).isEqualByComparingTo("0");
            assertThat(output.path("setlinfo").path("psn_part_amt").decimalValue())
                    .isEqualByComparingTo("1000.05");
            assertThat(output.path("setldetail").get(0).path("crt_payb_lmt_amt").decimalValue())
                    .isEqualByComparingTo("0");
        }
        assertThat(drill.reverse(PERSON, msgid, "2304").path("infcode").asText())
                .isEqualTo("0");
    }

    @Test
    void ending07_isPosted_isNeverConfirmed_andGoesByReversal() {
        String visit = drill.stay(PERSON, "1000.07");
        String msgid = drill.msgid();
        for (int i = 0; i < 2; i++) {
            assertThat(drill.settle("2304", PERSON, visit, "1000.07", msgid)
                            .path("err_msg")
                            .asText())
                    .startsWith("[TRANSACTION_OUTCOME_UNKNOWN]");
        }
        assertThat(statement("1000.07", "301.54", 1)).isEqualTo("000001");

        assertThat(drill.reverse(PERSON, msgid, "2304").path("infcode").asText())
                .isEqualTo("0");

        assertThat(statement("0", "0", 0)).isEqualTo("000000");
    }

    @Test
    void elsewhere_theEndingsMeanNothing() {
        Institution other = insurer.institution(RunningInsurer.L2);
        for (String total : new String[] {"1000.01", "1000.02", "1000.03", "1000.05", "1000.07"}) {
            String visit = other.stay(PERSON, total);
            JsonNode reply = other.settle("2304", PERSON, visit, total, other.msgid());
            assertThat(reply.path("infcode").asText()).as(total).isEqualTo("0");
            assertThat(reply.path("output").path("setlinfo").path("hifp_pay").decimalValue())
                    .as(total)
                    .isGreaterThan(BigDecimal.ZERO);
        }
    }

    private static String statement(String total, String fund, int count) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("stmt_begndate", "2020-01-01");
        data.put("stmt_enddate", "2099-12-31");
        data.put("medfee_sumamt", total);
        data.put("fund_pay_sumamt", fund);
        data.put("acct_pay", "0");
        data.put("fixmedins_setl_cnt", count);
        return drill.done("3201", "", Map.of("data", data))
                .path("stmtinfo")
                .path("stmt_rslt")
                .asText();
    }

    private static void settleBriefly(String visit, String total, String msgid) throws Exception {
        Map<String, Object> message =
                drill.envelope("2304", msgid, PERSON.area(), Map.of("data", Institution.bill(PERSON, visit, total)));
        URI address = insurer.url().resolve(Institution.PATH);
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(address)
                                .timeout(Duration.ofSeconds(4))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(
                                        Institution.JSON.writeValueAsBytes(message)))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
    }
}
