package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real messages with bytes cut, doubled, flipped and swapped for the worst JSON that is known: the answer is always the
 * envelope with 200, 400 or 413, never 5xx, and the books stay as they were. {@code -Dsscard.seed} repeats a run, {@code
 * -Dsscard.fuzzRuns} lengthens it.
 */
@Timeout(600)
class RandomEnvelopesTest {

    private static final SandboxPerson PERSON = SandboxPerson.number(1);
    private static final String[] SPICES = {
        "null",
        "true",
        "[]",
        "{}",
        "[[[[1]]]]",
        "\"\"",
        "-0",
        "0.0000000000001",
        "1e999999999",
        "1E-400",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"' or '1'='1\"",
        "\"<script>alert(1)</script>\"",
        "\"９９\"",
        "\"2026-13-45\"",
        "\"2026-03-01T08:00:00\"",
        "99999999999999999999999999999999999999",
        "\"" + "x".repeat(5000) + "\"",
        "\"${jndi:ldap://x}\"",
        "\"%n%n%s\"",
        "\"../../etc/passwd\""
    };

    @TempDir
    static Path directory;

    private static RunningInsurer insurer;
    private static Institution hospital;

    @BeforeAll
    static void start() {
        insurer = new RunningInsurer(directory.resolve("data"));
        hospital = insurer.institution(RunningInsurer.COMM);
    }

    @AfterAll
    static void stop() {
        insurer.close();
    }

    @Test
    void whateverIsDoneToAMessage_theAnswerIsAnEnvelope() throws Exception {
        long seed = Long.getLong("sscard.seed", System.nanoTime());
        int runs = Integer.getInteger("sscard.fuzzRuns", 3000);
        Random random = new Random(seed);
        List<byte[]> originals = originals();
        for (int run = 0; run < runs; run++) {
            byte[] broken = broken(originals.get(random.nextInt(originals.size())), random);
            HttpResponse<byte[]> response = hospital.post(broken);
            String what = "seed " + seed + " run " + run + ": " + new String(broken, StandardCharsets.UTF_8);
            assertThat(response.statusCode()).as(what).isIn(200, 400, 413);
            JsonNode reply = Institution.JSON.readTree(response.body());
            assertThat(reply.path("infcode").asText()).as(what).isIn("0", "-1");
            assertThat(reply.path("err_msg").asText())
                    .as(what)
                    .doesNotContain("SERVER_INTERNAL", "OUTCOME_UNKNOWN", "Exception", "java.", "select ");
        }
        requireBooksAdd(what(seed));
    }

    @Test
    void deepAndLongJson_isAnsweredByItsForm() {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        String number = "9".repeat(20_000);
        assertThat(hospital.post(bytes("{\"infno\":\"1101\",\"input\":" + deep + "}"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(hospital.post(bytes("{\"infno\":\"1101\",\"input\":" + number + "}"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(hospital.post(bytes("{\"infno\":\"1101\",\"input\":" + deep)).statusCode())
                .isEqualTo(400);
        assertThat(hospital.post(bytes(deep)).statusCode()).isEqualTo(400);
        assertThat(hospital.post(new byte[] {0, 0, (byte) 0xfe, (byte) 0xff, 0x7f, 0x7f, 0x7f, 0x7f})
                        .statusCode())
                .isEqualTo(400);
        assertThat(hospital.post(new byte[] {'{', (byte) 0xff, '}'}).statusCode())
                .isEqualTo(400);
    }

    @Test
    void exponentThatNoNumberHas_isAnsweredByItsForm() throws Exception {
        for (String number :
                List.of("1e99999999920", "-1E-99999999920", "1e2147483648", "1e2147483647", "1e-2147483647")) {
            HttpResponse<byte[]> response =
                    hospital.post(bytes("{\"infno\":\"2601\",\"input\":{\"data\":{\"omsgid\":" + number + "}}}"));
            assertThat(response.statusCode()).as(number).isEqualTo(200);
            JsonNode reply = Institution.JSON.readTree(response.body());
            assertThat(reply.path("infcode").asText()).as(number).isEqualTo("-1");
            assertThat(reply.path("err_msg").asText()).as(number).contains("REQUEST_INVALID");
            assertThat(hospital.post(bytes("{\"infno\":" + number)).statusCode())
                    .as(number)
                    .isEqualTo(400);
        }
    }

    private static void requireBooksAdd(String what) throws Exception {
        // Whatever got through was whole: the institution's day still equals its postings.
        JsonNode totals = Institution.JSON.readTree(insurer.get("/v1/institutions/" + hospital.code + "/days/"
                + java.time.LocalDate.now(java.time.ZoneId.of("Asia/Shanghai"))));
        assertThat(totals.has("code")).as("%s %s", what, totals).isFalse();
        assertThat(totals.path("ledgerSumFen").asLong()).as(what).isZero();
        assertThat(totals.path("ledgerPayableFen").asLong())
                .as(what)
                .isEqualTo(totals.path("pooledFundFen").asLong()
                        + totals.path("accountFen").asLong());
    }

    private static String what(long seed) {
        return "seed " + seed;
    }

    private static List<byte[]> originals() throws Exception {
        String visit = hospital.stay(PERSON, "3456.78");
        List<byte[]> messages = new ArrayList<>();
        messages.add(message("9001", Map.of("signIn", Map.of("opter_no", "001"))));
        messages.add(
                message("1101", Map.of("data", Map.of("mdtrt_cert_type", "02", "mdtrt_cert_no", PERSON.certno()))));
        messages.add(message(
                "2301",
                Map.of(
                        "feedetail",
                        List.of(Institution.line(
                                PERSON, visit, "7", "XSANDBOX000000000013", "33.3333", "3", "100.00")))));
        messages.add(message("2303", Map.of("data", Institution.bill(PERSON, visit, "3456.78"))));
        messages.add(message("2304", Map.of("data", Institution.bill(PERSON, visit, "3456.78"))));
        messages.add(message(
                "2601",
                Map.of("data", Map.of("psn_no", PERSON.psnNo(), "omsgid", hospital.msgid(), "oinfno", "2304"))));
        messages.add(message(
                "3201",
                Map.of(
                        "data",
                        Map.of(
                                "stmt_begndate", "2026-01-01",
                                "stmt_enddate", "2026-12-31",
                                "medfee_sumamt", 0,
                                "fund_pay_sumamt", 0,
                                "acct_pay", 0,
                                "fixmedins_setl_cnt", 0))));
        messages.add(message("9101", Map.of("fsUploadIn", Map.of("in", List.of(49, 9, 50), "filename", "a.txt"))));
        return messages;
    }

    private static byte[] message(String infno, Object input) throws Exception {
        return Institution.JSON.writeValueAsBytes(hospital.envelope(infno, hospital.msgid(), PERSON.area(), input));
    }

    private static byte[] broken(byte[] original, Random random) {
        byte[] bytes = original.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            bytes = switch (random.nextInt(6)) {
                case 0 -> java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 1 -> flipped(bytes, random);
                case 2, 3, 4 -> spiced(bytes, random);
                default -> doubled(bytes, random);
            };
            if (bytes.length == 0) {
                return bytes;
            }
        }
        return bytes;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private static byte[] doubled(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(bytes.length - from);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return (text.substring(0, to) + text.substring(from)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Another value behind one of the colons. */
    private static byte[] spiced(byte[] bytes, Random random) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        List<Integer> colons = new ArrayList<>();
        for (int at = text.indexOf("\":"); at >= 0; at = text.indexOf("\":", at + 1)) {
            colons.add(at + 2);
        }
        if (colons.isEmpty()) {
            return bytes;
        }
        int start = colons.get(random.nextInt(colons.size()));
        int end = start;
        boolean quoted = start < text.length() && text.charAt(start) == '"';
        for (end = start + (quoted ? 1 : 0); end < text.length(); end++) {
            if (quoted ? text.charAt(end) == '"' : ",}]".indexOf(text.charAt(end)) >= 0) {
                break;
            }
        }
        end = Math.min(text.length(), end + (quoted ? 1 : 0));
        return bytes(text.substring(0, start) + SPICES[random.nextInt(SPICES.length)] + text.substring(end));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
