package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.insurance.v1.CloseDayRequest;
import org.sscard.wire.insurance.v1.DayFigures;
import org.sscard.wire.insurance.v1.ReconciliationServiceGrpc;

/** After settlements, cancellations and reversals at random, 3201 is level with our own rows, and 3202 finds what is not. */
@Timeout(180)
class ReconciliationTest {

    @TempDir
    Path directory;

    private record OwnRow(String setlId, String visit, SandboxPerson person, BigDecimal total, BigDecimal fund) {

        String text() {
            return String.join(
                    "\t", setlId, visit, person.psnNo(), total.toPlainString(), fund.toPlainString(), "0.00", "0");
        }
    }

    @Test
    void totalsAreLevelWithTheLedger_andExactlyTheDifferingRowsAreFound() throws IOException {
        long seed = 20260320;
        Random random = new Random(seed);
        try (RunningInsurer insurer = new RunningInsurer(directory.resolve("data"))) {
            Institution hospital = insurer.institution(RunningInsurer.L2);
            List<OwnRow> live = new ArrayList<>();
            List<OwnRow> cancelled = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                SandboxPerson person = SandboxPerson.number(1 + random.nextInt(6));
                String total =
                        BigDecimal.valueOf(50_000 + random.nextInt(100_000), 2).toPlainString();
                String visit = hospital.stay(person, total);
                String msgid = hospital.msgid();
                JsonNode info = hospital.settle("2304", person, visit, total, msgid)
                        .path("output")
                        .path("setlinfo");
                switch (random.nextInt(4)) {
                    case 0 ->
                        assertThat(hospital.reverse(person, msgid, "2304")
                                        .path("infcode")
                                        .asText())
                                .isEqualTo("0");
                    case 1 -> {
                        JsonNode back = hospital.cancel("2305", person, info)
                                .path("output")
                                .path("setlinfo");
                        cancelled.add(row(info, person));
                        cancelled.add(row(back, person));
                    }
                    default -> live.add(row(info, person));
                }
            }
            List<OwnRow> all = new ArrayList<>(live);
            all.addAll(cancelled);

            assertThat(totals(hospital, all, "1")).as("seed %d", seed).isEqualTo("000000");
            assertThat(totals(hospital, all, "")).isEqualTo("000000");
            assertThat(totals(hospital, live, "0")).isEqualTo("000000");
            assertThat(totals(hospital, live.subList(1, live.size()), "0")).isNotEqualTo("000000");
            assertThat(ledger(insurer, hospital)).isEqualByComparingTo(sum(live));

            assertThat(differences(hospital, all)).isEmpty();
            OwnRow altered = live.get(1);
            OwnRow invented = new OwnRow("999999", "1", altered.person(), BigDecimal.ONE, BigDecimal.ZERO);
            List<OwnRow> wrong = new ArrayList<>(all);
            wrong.remove(live.get(0));
            wrong.set(
                    wrong.indexOf(altered),
                    new OwnRow(
                            altered.setlId(),
                            altered.visit(),
                            altered.person(),
                            altered.total(),
                            altered.fund().add(BigDecimal.ONE)));
            wrong.add(invented);
            String differences = differences(hospital, wrong);
            assertThat(differences.lines()).hasSize(3);
            assertThat(differences)
                    .contains("\t" + altered.setlId() + "\t")
                    .contains("\t" + live.get(0).setlId() + "\t")
                    .contains("\t999999\t\t102\t");
        }
    }

    /** Booked on the next day, for the day is cut; but the institution's statement goes by setl_time. */
    @Test
    void whatIsSettledAfterTheCut_isInTheStatementOfItsSetlTime(@TempDir Path data) {
        try (RunningInsurer insurer = new RunningInsurer(data);
                RpcConnection connection = RpcConnection.to(insurer.url(), null)) {
            Institution hospital = insurer.institution(RunningInsurer.L2);
            SandboxPerson person = SandboxPerson.number(1);
            OwnRow before = row(settled(hospital, person, "800.00"), person);
            connection
                    .stub(ReconciliationServiceGrpc.ReconciliationServiceBlockingStub.class, Duration.ofSeconds(30))
                    .closeDay(CloseDayRequest.newBuilder()
                            .setInstitution(hospital.code)
                            .setDay(today())
                            .setFigures(DayFigures.newBuilder()
                                    .setRows(1)
                                    .setTotalFen(80_000)
                                    .setPooledFundFen(
                                            before.fund().movePointRight(2).longValueExact()))
                            .build());

            JsonNode after = settled(hospital, person, "900.00");

            assertThat(after.path("setl_time").asText()).startsWith(today());
            assertThat(totals(hospital, List.of(before, row(after, person)), ""))
                    .isEqualTo("000000");
        }
    }

    private static JsonNode settled(Institution hospital, SandboxPerson person, String total) {
        String stay = hospital.stay(person, total);
        return hospital.settle("2304", person, stay, total, hospital.msgid())
                .path("output")
                .path("setlinfo");
    }

    private static String today() {
        return LocalDate.now(ZoneId.of("Asia/Shanghai")).toString();
    }

    private static OwnRow row(JsonNode info, SandboxPerson person) {
        return new OwnRow(
                info.path("setl_id").asText(),
                info.path("mdtrt_id").asText(),
                person,
                info.path("medfee_sumamt").decimalValue(),
                info.path("fund_pay_sumamt").decimalValue());
    }

    private static BigDecimal sum(List<OwnRow> rows) {
        return rows.stream().map(OwnRow::fund).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static String totals(Institution hospital, List<OwnRow> rows, String flag) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("insutype", "390");
        data.put("clr_type", "21");
        data.put("setl_optins", "211000");
        data.put("stmt_begndate", today());
        data.put("stmt_enddate", today());
        data.put("medfee_sumamt", rows.stream().map(OwnRow::total).reduce(BigDecimal.ZERO, BigDecimal::add));
        data.put("fund_pay_sumamt", sum(rows).toPlainString());
        data.put("acct_pay", "0");
        data.put("fixmedins_setl_cnt", rows.size());
        data.put("REFD_SETL_FLAG", flag);
        return hospital.done("3201", "", Map.of("data", data))
                .path("stmtinfo")
                .path("stmt_rslt")
                .asText();
    }

    /** What the ledger of the day owes the hospital. */
    private static BigDecimal ledger(RunningInsurer insurer, Institution hospital) throws IOException {
        JsonNode totals =
                Institution.JSON.readTree(insurer.get("/v1/institutions/" + hospital.code + "/days/" + today()));
        assertThat(totals.path("ledgerSumFen").asLong()).isZero();
        return BigDecimal.valueOf(totals.path("ledgerPayableFen").asLong(), 2);
    }

    private static String differences(Institution hospital, List<OwnRow> rows) throws IOException {
        byte[] text =
                String.join("\n", rows.stream().map(OwnRow::text).toList()).getBytes(StandardCharsets.UTF_8);
        List<Integer> bytes = new ArrayList<>();
        for (byte one : StatementFile.zip("rows.txt", new String(text, StandardCharsets.UTF_8))) {
            bytes.add(one & 0xFF);
        }
        String file = hospital.done(
                        "9101",
                        "",
                        Map.of(
                                "fsUploadIn",
                                Map.of("in", bytes, "filename", "rows.zip", "fixmedins_code", hospital.code)))
                .path("fsUploadOut")
                .path("file_qury_no")
                .asText();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("setl_optins", "211000");
        data.put("file_qury_no", file);
        data.put("stmt_begndate", today());
        data.put("stmt_enddate", today());
        data.put("clr_type", "21");
        JsonNode info = hospital.done("3202", "", Map.of("data", data)).path("fileinfo");
        HttpResponse<byte[]> download = hospital.post(Institution.JSON.writeValueAsBytes(hospital.envelope(
                "9102",
                hospital.msgid(),
                "",
                Map.of(
                        "fsDownloadIn",
                        Map.of(
                                "file_qury_no", info.path("file_qury_no").asText(),
                                "filename", info.path("filename").asText(),
                                "fixmedins_code", hospital.code)))));
        assertThat(download.headers().firstValue("content-type")).hasValue("application/octet-stream");
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(download.body()))) {
            zip.getNextEntry();
            return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
