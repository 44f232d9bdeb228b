package org.sscard.insurance.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.insurance.compat.Institution.bill;
import static org.sscard.insurance.compat.Institution.line;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The national interface as a client sees it, over HTTP. Each test has persons of its own where sums matter. */
@Timeout(120)
class NationalInterfaceTest {

    private static final String A = "XSANDBOX000000000001";
    private static final List<String> AMOUNTS = List.of(
            "medfee_sumamt",
            "fulamt_ownpay_amt",
            "overlmt_selfpay",
            "preselfpay_amt",
            "inscp_scp_amt",
            "act_pay_dedc",
            "hifp_pay",
            "cvlserv_pay",
            "hifes_pay",
            "hifmi_pay",
            "hifob_pay",
            "maf_pay",
            "oth_pay",
            "fund_pay_sumamt",
            "psn_part_amt",
            "acct_pay",
            "psn_cash_pay",
            "hosp_part_amt",
            "acct_mulaid_pay");

    private static final SandboxPerson ELD1 = SandboxPerson.number(1);
    private static final SandboxPerson ELD2 = SandboxPerson.number(2);
    private static final SandboxPerson WRK1 = SandboxPerson.number(3);
    private static final SandboxPerson WRK2 = SandboxPerson.number(4);
    private static final SandboxPerson MIN1 = SandboxPerson.number(5);
    private static final SandboxPerson CAP2 = SandboxPerson.number(8);
    private static final SandboxPerson WAIT = SandboxPerson.number(9);
    private static final SandboxPerson EMP1 = SandboxPerson.number(12);
    private static final SandboxPerson EMP2 = SandboxPerson.number(13);
    private static final SandboxPerson OTHR = SandboxPerson.number(14);

    @TempDir
    static Path directory;

    private static RunningInsurer insurer;
    private static Institution community;
    private static Institution level2;
    private static Institution level3;
    private static Institution pharmacy;

    @BeforeAll
    static void start() {
        insurer = new RunningInsurer(directory.resolve("data"));
        community = insurer.institution(RunningInsurer.COMM);
        level2 = insurer.institution(RunningInsurer.L2);
        level3 = insurer.institution(RunningInsurer.L3);
        pharmacy = insurer.institution(RunningInsurer.PHAR);
    }

    @AfterAll
    static void stop() {
        insurer.close();
    }

    @Test
    void aStay_isSettledByTheOrder_withEveryFigure() {
        String visit = community.stay(ELD1, "3456.78");
        JsonNode pre = community.done("2303", ELD1.area(), Map.of("data", bill(ELD1, visit, "3456.78")));
        assertThat(pre.path("setlinfo").has("setl_id")).isFalse();
        String msgid = community.msgid();

        JsonNode reply = community.settle("2304", ELD1, visit, "3456.78", msgid);

        JsonNode info = reply.path("output").path("setlinfo");
        assertThat(reply.path("infcode").toString()).isEqualTo("\"0\"");
        assertThat(reply.path("inf_refmsgid").asText()).hasSize(30).startsWith("211000");
        assertThat(reply.path("respond_time").asText()).hasSize(17);
        assertThat(amount(info, "hifp_pay")).isEqualByComparingTo("1954.07");
        assertThat(amount(info, "act_pay_dedc")).isEqualByComparingTo("200");
        assertThat(amount(info, "psn_part_amt")).isEqualByComparingTo("1502.71");
        assertThat(amount(info, "pool_prop_selfpay")).isEqualByComparingTo("0.6");
        assertThat(info.path("medins_setl_id").asText()).isEqualTo(msgid);
        assertThat(info.path("clr_type").asText()).isEqualTo("21");
        JsonNode detail = reply.path("output").path("setldetail").get(0);
        assertThat(detail.path("fund_pay_type").asText()).isEqualTo("390100");
        assertThat(detail.path("setl_proc_info").asText()).startsWith("22");
        assertThat(amount(detail, "fund_payamt")).isEqualByComparingTo("1954.07");
        for (String name : AMOUNTS) {
            assertThat(info.path(name).isNumber()).as(name).isTrue();
            assertThat(info.path(name).decimalValue().scale()).as(name).isLessThanOrEqualTo(2);
        }
        assertThat(pre.path("setlinfo").path("hifp_pay")).isEqualTo(info.path("hifp_pay"));
    }

    @Test
    void theFiveLinesOfS48_areSplitByTheCatalogue() {
        String visit = level2.admit(WRK2, "21", "J18.9", "2026-03-01 08:00:00");
        JsonNode result = level2.upload(
                "2301",
                WRK2,
                line(WRK2, visit, "1", A, "100.5", "2", "201"),
                line(WRK2, visit, "2", "XSANDBOX000000000013", "33.3333", "3", "100.00"),
                line(WRK2, visit, "3", "XSANDBOX000000000017", "50", "10", "500"),
                line(WRK2, visit, "4", "XSANDBOX000000000023", "12.34", "1", "12.34"));

        assertThat(result).hasSize(4);
        assertThat(amount(result.get(1), "preselfpay_amt")).isEqualByComparingTo("10.00");
        assertThat(amount(result.get(2), "overlmt_amt")).isEqualByComparingTo("42.22");
        assertThat(amount(result.get(2), "preselfpay_amt")).isEqualByComparingTo("45.78");
        assertThat(result.get(2).path("chrgitm_lv").asText()).isEqualTo("2");
        assertThat(amount(result.get(3), "fulamt_ownpay_amt")).isEqualByComparingTo("12.34");
        Map<String, Object> data = bill(WRK2, visit, "813.34");
        data.put("fulamt_ownpay_amt", 12.34);
        data.put("overlmt_selfpay", "42.220");
        data.put("preselfpay_amt", "55.78");
        data.put("inscp_scp_amt", "703.01");
        data.put("dscgTime", "2026-03-05 10:00:00");
        assertThat(code(level2.call("2304", WRK2.area(), Map.of("data", data)))).isEqualTo("BILL_FIGURE_DIFFERS");
        data.put("inscp_scp_amt", 703);
        JsonNode info = level2.done("2304", WRK2.area(), Map.of("data", data)).path("setlinfo");
        assertThat(amount(info, "medfee_sumamt")).isEqualByComparingTo("813.34");
        assertThat(amount(info, "inscp_scp_amt")).isEqualByComparingTo("703.00");
    }

    @Test
    void sameMsgidAndContent_getsTheStoredBytes_andOtherContentIsRefused() throws Exception {
        String visit = level2.stay(MIN1, "1000");
        String msgid = level2.msgid();
        Map<String, Object> first =
                level2.envelope("2304", msgid, MIN1.area(), Map.of("data", bill(MIN1, visit, "1000")));
        byte[] reply = level2.post(Institution.JSON.writeValueAsBytes(first)).body();
        Map<String, Object> written = bill(MIN1, visit, "1000");
        written.put("medfee_sumamt", new BigDecimal("1000.00"));
        written.put("invono", null);
        Map<String, Object> again = level2.envelope("2304", msgid, MIN1.area(), Map.of("data", List.of(written)));
        again.put("opter_name", "另一人");

        assertThat(level2.post(Institution.JSON.writeValueAsBytes(again)).body())
                .isEqualTo(reply);

        written.put("invono", "F1");
        assertThat(code(level2.send(again))).isEqualTo("TRANSACTION_CONTENT_DIFFERS");
    }

    @Test
    void duplicatesAtOnce_haveOneEffect() throws Exception {
        String visit = community.stay(ELD2, "2000");
        byte[] message = Institution.JSON.writeValueAsBytes(
                community.envelope("2304", community.msgid(), ELD2.area(), Map.of("data", bill(ELD2, visit, "2000"))));
        List<CompletableFuture<byte[]>> replies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            replies.add(
                    CompletableFuture.supplyAsync(() -> community.post(message).body()));
        }
        byte[] first = replies.get(0).join();

        assertThat(new String(first, StandardCharsets.UTF_8)).contains("\"infcode\":\"0\"");
        for (CompletableFuture<byte[]> reply : replies) {
            assertThat(reply.join()).isEqualTo(first);
        }
        assertThat(code(community.settle("2304", ELD2, visit, "2000", community.msgid())))
                .isEqualTo("VISIT_ALREADY_SETTLED");
    }

    @Test
    void aCancellation_isTheExactNegation_onceOnly_andTheVisitCanBeSettledAgain() {
        String visit = level2.stay(WRK1, "1500");
        JsonNode info = level2.settle("2304", WRK1, visit, "1500", level2.msgid())
                .path("output")
                .path("setlinfo");

        JsonNode cancelled = level2.cancel("2305", WRK1, info);

        assertThat(cancelled.path("infcode").asText()).as("%s", cancelled).isEqualTo("0");
        JsonNode negative = cancelled.path("output").path("setlinfo");
        assertThat(negative.path("setl_id")).isNotEqualTo(info.path("setl_id"));
        for (String name : AMOUNTS) {
            assertThat(amount(negative, name))
                    .as(name)
                    .isEqualByComparingTo(amount(info, name).negate());
        }
        assertThat(code(level2.cancel("2305", WRK1, info))).isEqualTo("TRANSACTION_ALREADY_CANCELLED");
        assertThat(code(level2.cancel("2305", WRK1, negative))).isEqualTo("TRANSACTION_ALREADY_CANCELLED");
        assertThat(code(level3.cancel("2305", WRK1, info))).isEqualTo("VISIT_NOT_FOUND");
        assertThat(level2.settle("2304", WRK1, visit, "1500", level2.msgid())
                        .path("infcode")
                        .asText())
                .isEqualTo("0");
    }

    @Test
    void reversal_followsItsTable() {
        String visit = level2.stay(WRK1, "900");
        String msgid = level2.msgid();
        JsonNode info =
                level2.settle("2304", WRK1, visit, "900", msgid).path("output").path("setlinfo");

        assertThat(code(level2.reverse(ELD1, msgid, "2304"))).isEqualTo("TRANSACTION_IS_ANOTHER");
        assertThat(code(level2.reverse(WRK1, msgid, "2207"))).isEqualTo("TRANSACTION_IS_ANOTHER");
        assertThat(code(level2.reverse(WRK1, msgid, "2204"))).isEqualTo("TRANSACTION_NOT_REVERSIBLE");
        assertThat(code(level3.reverse(WRK1, msgid, "2304"))).isEqualTo("TRANSACTION_IS_ANOTHER");
        assertThat(level2.reverse(WRK1, msgid, "2304").path("infcode").asText()).isEqualTo("0");
        assertThat(level2.reverse(WRK1, msgid, "2304").path("infcode").asText()).isEqualTo("0");
        assertThat(code(level2.settle("2304", WRK1, visit, "900", msgid))).isEqualTo("TRANSACTION_TOMBSTONE");
        assertThat(code(level2.cancel("2305", WRK1, info))).isEqualTo("TRANSACTION_ALREADY_CANCELLED");

        String again = level2.msgid();
        JsonNode second =
                level2.settle("2304", WRK1, visit, "900", again).path("output").path("setlinfo");
        String cancelId = level2.msgid();
        level2.send(level2.envelope(
                "2305",
                cancelId,
                WRK1.area(),
                Map.of(
                        "data",
                        Map.of(
                                "setl_id",
                                second.path("setl_id").asText(),
                                "mdtrt_id",
                                visit,
                                "psn_no",
                                WRK1.psnNo()))));
        assertThat(code(level2.reverse(WRK1, again, "2304"))).isEqualTo("TRANSACTION_ALREADY_CANCELLED");
        assertThat(level2.reverse(WRK1, cancelId, "2305").path("infcode").asText())
                .isEqualTo("0");
        assertThat(code(level2.settle("2304", WRK1, visit, "900", level2.msgid())))
                .isEqualTo("VISIT_ALREADY_SETTLED");

        String never = level2.msgid();
        assertThat(level2.reverse(WRK1, never, "2304").path("infcode").asText()).isEqualTo("0");
        assertThat(code(level2.settle("2304", WRK1, visit, "900", never))).isEqualTo("TRANSACTION_TOMBSTONE");
    }

    @Test
    void anAdmission_canBeReversed_whileNothingOfItIsSettled() {
        String msgid = level2.msgid();
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("psn_no", WRK2.psnNo());
        data.put("begntime", "2026-03-01T08:00:00");
        data.put("med_type", 21);
        data.put("ipt_otp_no", level2.number());
        Map<String, Object> message = level2.envelope(
                "2401", msgid, WRK2.area(), Map.of("mdtrtinfo", data, "diseinfo", Map.of("diag_code", "J18")));
        String visit = level2.send(message)
                .path("output")
                .path("result")
                .path("mdtrt_id")
                .asText();

        assertThat(level2.reverse(WRK2, msgid, "2401").path("infcode").asText()).isEqualTo("0");

        assertThat(code(level2.call(
                        "2301", WRK2.area(), Map.of("feedetail", line(WRK2, visit, "1", A, "1", "1", "1")))))
                .isEqualTo("VISIT_STATE_DIFFERS");
        assertThat(code(level2.send(message))).isEqualTo("TRANSACTION_TOMBSTONE");
    }

    @Test
    void earlierThanACapLimitedSettlement_nothingIsTakenBack() {
        String first = level2.stay(CAP2, "40400");
        String firstId = level2.msgid();
        JsonNode a = level2.settle("2304", CAP2, first, "40400", firstId)
                .path("output")
                .path("setlinfo");
        String second = level2.stay(CAP2, "40400");
        String secondId = level2.msgid();
        JsonNode b = level2.settle("2304", CAP2, second, "40400", secondId).path("output");
        assertThat(amount(b.path("setlinfo"), "hifp_pay")).isEqualByComparingTo("10000");
        assertThat(amount(b.path("setldetail").get(0), "crt_payb_lmt_amt")).isEqualByComparingTo("10000");

        assertThat(code(level2.reverse(CAP2, firstId, "2304"))).isEqualTo("LATER_CAP_LIMITED");
        assertThat(code(level2.cancel("2305", CAP2, a))).isEqualTo("LATER_CAP_LIMITED");
        assertThat(level2.reverse(CAP2, secondId, "2304").path("infcode").asText())
                .isEqualTo("0");
        assertThat(level2.reverse(CAP2, firstId, "2304").path("infcode").asText())
                .isEqualTo("0");
    }

    @Test
    void aDenial_isDone_withNothingFromTheFund_andTheArticle() {
        String visit = level2.stay(WAIT, "500");

        JsonNode output =
                level2.settle("2304", WAIT, visit, "500", level2.msgid()).path("output");

        assertThat(amount(output.path("setlinfo"), "fund_pay_sumamt")).isZero();
        assertThat(amount(output.path("setlinfo"), "act_pay_dedc")).isZero();
        assertThat(amount(output.path("setlinfo"), "psn_part_amt")).isEqualByComparingTo("500");
        assertThat(output.path("setldetail").get(0).path("setl_proc_info").asText())
                .startsWith("16/17");
        JsonNode outpatient = visit(level2, WRK1, "11", "88.80");
        assertThat(outpatient.path("setldetail").get(0).path("setl_proc_info").asText())
                .startsWith("3/22");
        assertThat(amount(outpatient.path("setlinfo"), "fund_pay_sumamt")).isZero();
    }

    @Test
    void aRegisteredSpecialDisease_isPooled() {
        JsonNode output = visit(level2, ELD1, "14", "200");

        assertThat(amount(output.path("setlinfo"), "hifp_pay")).isEqualByComparingTo("100");
        assertThat(output.path("setlinfo").path("clr_type").asText()).isEqualTo("11");
    }

    private static JsonNode visit(Institution hospital, SandboxPerson person, String medType, String total) {
        String visit = hospital.register(person, medType);
        hospital.upload("2204", person, line(person, visit, "1", A, total, "1", total));
        hospital.done("2206", person.area(), Map.of("data", bill(person, visit, total)));
        return hospital.settle("2207", person, visit, total, hospital.msgid()).path("output");
    }

    @Test
    void aPurchase_drawsOnThePersonalAccount_forClassesAAndBOnly() {
        Map<String, Object> input = sale(EMP1, "1");

        JsonNode pre = pharmacy.done("2101", EMP1.area(), input);
        JsonNode output = pharmacy.done("2102", EMP1.area(), input);

        JsonNode info = output.path("setlinfo");
        assertThat(amount(info, "acct_pay")).isEqualByComparingTo("120");
        assertThat(amount(info, "psn_cash_pay")).isEqualByComparingTo("30");
        assertThat(amount(info, "fund_pay_sumamt")).isZero();
        assertThat(amount(info, "balc")).isEqualByComparingTo("380");
        assertThat(info.path("clr_type").asText()).isEqualTo("41");
        assertThat(output.path("detlcutinfo")).hasSize(3);
        assertThat(pre.path("setlinfo").path("acct_pay")).isEqualTo(info.path("acct_pay"));
        JsonNode cancelled = pharmacy.cancel("2103", EMP1, info).path("output").path("setlinfo");
        assertThat(amount(cancelled, "acct_pay")).isEqualByComparingTo("-120");
        assertThat(amount(cancelled, "balc")).isEqualByComparingTo("500");
        JsonNode cash = pharmacy.done("2102", EMP1.area(), sale(EMP1, "0")).path("setlinfo");
        assertThat(amount(cash, "psn_cash_pay")).isEqualByComparingTo("150");
    }

    private static Map<String, Object> sale(SandboxPerson person, String accountUsed) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("psn_no", person.psnNo());
        info.put("mdtrt_cert_type", "03");
        info.put("mdtrt_cert_no", person.cardNo());
        info.put("begntime", "2026-03-02T10:00:00");
        info.put("medfee_sumamt", 150);
        info.put("insutype", person.insutype());
        info.put("acct_used_flag", accountUsed);
        info.put("med_type", "41");
        return Map.of(
                "druginfo",
                info,
                "drugdetail",
                List.of(
                        Map.of("feedetl_sn", 1, "med_list_codg", A, "det_item_fee_sumamt", 50.00, "cnt", 2, "pric", 25),
                        Map.of(
                                "feedetl_sn", 2,
                                "med_list_codg", "XSANDBOX000000000015",
                                "det_item_fee_sumamt", "70.00",
                                "cnt", "1.0000",
                                "pric", "70.0000"),
                        Map.of(
                                "feedetl_sn", "3",
                                "med_list_codg", "XSANDBOX000000000023",
                                "det_item_fee_sumamt", 30,
                                "cnt", 1,
                                "pric", 30)));
    }

    @Test
    void anEmployeesVisit_drawsOnTheAccount_andAStayIsRefused() {
        JsonNode info = visit(level2, EMP2, "11", "75.50").path("setlinfo");
        assertThat(amount(info, "acct_pay")).isEqualByComparingTo("75.50");
        String stay = level2.stay(EMP2, "100");
        assertThat(code(level2.settle("2304", EMP2, stay, "100", level2.msgid())))
                .isEqualTo("BILL_KIND_UNSUPPORTED");
    }

    @Test
    void aReturnedLine_leavesTheBillWithItsOriginal_onceAndInFull() {
        String visit = level2.admit(WRK2, "21", "J18.9", "2026-03-01 08:00:00");
        level2.upload(
                "2301",
                WRK2,
                line(WRK2, visit, "1", A, "10", "3", "30"),
                line(WRK2, visit, "2", A, "7.77", "1", "7.77"));
        Map<String, Object> back = line(WRK2, visit, "3", A, "10", "-2", "-20");
        back.put("init_feedetl_sn", "1");
        Object lines = Map.of("feedetail", List.of(back));
        assertThat(code(level2.call("2301", WRK2.area(), lines))).isEqualTo("BILL_RETURN_INVALID");
        back.put("cnt", -3);
        back.put("det_item_fee_sumamt", -30);
        JsonNode result = level2.done("2301", WRK2.area(), lines).path("result");
        assertThat(amount(result.get(0), "inscp_scp_amt")).isEqualByComparingTo("-30");
        back.put("feedetl_sn", "4");
        assertThat(code(level2.call("2301", WRK2.area(), lines))).isEqualTo("BILL_RETURN_INVALID");
        Map<String, Object> data = bill(WRK2, visit, "37.77");
        assertThat(code(level2.call("2303", WRK2.area(), Map.of("data", data)))).isEqualTo("BILL_FIGURE_DIFFERS");
        data.put("medfee_sumamt", "7.77");
        level2.done("2303", WRK2.area(), Map.of("data", data));
        level2.done("2304", WRK2.area(), Map.of("data", data));
        assertThat(code(level2.call(
                        "2301", WRK2.area(), Map.of("feedetail", line(WRK2, visit, "9", A, "1", "1", "1")))))
                .isEqualTo("BILL_LINE_SETTLED");
        assertThat(code(level2.call(
                        "2302",
                        WRK2.area(),
                        Map.of("data", Map.of("mdtrt_id", visit, "psn_no", WRK2.psnNo(), "feedetl_sn", "2")))))
                .isEqualTo("BILL_LINE_SETTLED");
    }

    @Test
    void anUnknownItem_refusesTheWholeUpload_namingTheLine() {
        String visit = level2.register(WRK2, "11");
        JsonNode reply = level2.call(
                "2204",
                WRK2.area(),
                Map.of(
                        "feedetail",
                        List.of(
                                line(WRK2, visit, "L1", A, "1", "1", "1"),
                                line(WRK2, visit, "L2", "XSANDBOX999999999999", "1", "1", "1"))));
        assertThat(reply.path("err_msg").asText())
                .startsWith("[BILL_ITEM_UNKNOWN]")
                .contains("L2");
        assertThat(code(level2.call(
                        "2205",
                        WRK2.area(),
                        Map.of("data", Map.of("mdtrt_id", visit, "psn_no", WRK2.psnNo(), "feedetl_sn", "L1")))))
                .isEqualTo("BILL_LINE_NOT_FOUND");
    }

    @Test
    void linesAreVoided_andTheirNumbersAreFreeAgain() {
        String visit = level2.register(WRK2, "11");
        level2.upload("2204", WRK2, line(WRK2, visit, "1", A, "1", "1", "1"), line(WRK2, visit, "2", A, "2", "1", "2"));
        level2.done(
                "2205",
                WRK2.area(),
                Map.of("data", Map.of("mdtrt_id", visit, "psn_no", WRK2.psnNo(), "feedetl_sn", "0000")));
        level2.upload("2204", WRK2, line(WRK2, visit, "1", A, "3", "1", "3"));
        JsonNode info = level2.settle("2207", WRK2, visit, "3", level2.msgid())
                .path("output")
                .path("setlinfo");
        assertThat(amount(info, "medfee_sumamt")).isEqualByComparingTo("3");
    }

    @Test
    void batchesOfAVisit_areSettledEachForItself() {
        String visit = level2.register(WRK2, "11");
        Map<String, Object> other = line(WRK2, visit, "2", A, "2", "1", "2");
        other.put("chrg_bchno", "B2");
        level2.upload("2204", WRK2, line(WRK2, visit, "1", A, "1", "1", "1"), other);
        Map<String, Object> second = bill(WRK2, visit, "2");
        second.put("chrg_bchno", "B2");

        level2.done("2207", WRK2.area(), Map.of("data", bill(WRK2, visit, "1")));
        level2.done("2207", WRK2.area(), Map.of("data", second));

        assertThat(code(level2.call("2207", WRK2.area(), Map.of("data", second))))
                .isEqualTo("VISIT_ALREADY_SETTLED");
        assertThat(code(level2.call(
                        "2202", WRK2.area(), Map.of("data", Map.of("mdtrt_id", visit, "psn_no", WRK2.psnNo())))))
                .isEqualTo("VISIT_ALREADY_SETTLED");
    }

    @Test
    void aPerson_isShownByIdAndByCard() {
        for (Map<String, Object> data : List.of(
                Map.<String, Object>of("mdtrt_cert_type", "02", "mdtrt_cert_no", ELD1.certno()),
                Map.<String, Object>of(
                        "mdtrt_cert_type", "03", "mdtrt_cert_no", ELD1.cardNo(), "card_sn", ELD1.cardSn()))) {
            JsonNode output = level2.done("1101", "", Map.of("data", data));
            assertThat(output.path("baseinfo").path("psn_no").asText()).isEqualTo(ELD1.psnNo());
            assertThat(output.path("insuinfo").get(0).path("insuplc_admdvs").asText())
                    .isEqualTo(ELD1.area());
        }
        JsonNode account = level2.done(
                "1101", "", Map.of("data", Map.of("mdtrt_cert_type", "02", "mdtrt_cert_no", EMP2.certno())));
        assertThat(account.path("insuinfo").get(0).path("insutype").asText()).isEqualTo("310");
        assertThat(code(level2.call(
                        "1101", "", Map.of("data", Map.of("mdtrt_cert_type", "02", "mdtrt_cert_no", OTHR.certno())))))
                .isEqualTo("INSURED_PERSON_OTHER_POOL");
        assertThat(code(level2.call(
                        "1101",
                        "",
                        Map.of(
                                "data",
                                Map.of(
                                        "mdtrt_cert_type", "03",
                                        "mdtrt_cert_no", ELD1.cardNo(),
                                        "card_sn", ELD2.cardSn())))))
                .isEqualTo("CREDENTIAL_DIFFERS");
    }

    @Test
    void anOperator_signsInAndOut() {
        JsonNode in =
                level2.done("9001", "", Map.of("signIn", Map.of("opter_no", "001", "mac", "", "ip", "127.0.0.1")));
        String number = in.path("signinoutb").path("sign_no").asText();
        assertThat(number).hasSize(30);
        level2.done("9002", "", Map.of("signOut", Map.of("sign_no", number, "opter_no", "001")));
        Map<String, Object> message = level2.envelope(
                "1101",
                level2.msgid(),
                "",
                Map.of("data", Map.of("mdtrt_cert_type", "02", "mdtrt_cert_no", ELD1.certno())));
        message.put("sign_no", number);
        assertThat(code(level2.send(message))).isEqualTo("SIGN_IN_ENDED");
    }

    @Test
    void areasAndOwnershipAreChecked() {
        Map<String, Object> message = level2.envelope("1101", level2.msgid(), "", Map.of("data", Map.of()));
        message.put("mdtrtarea_admvs", "210100");
        assertThat(code(level2.send(message))).isEqualTo("AREA_NOT_OURS");
        String visit = level2.register(WRK2, "11");
        Map<String, Object> data = bill(WRK2, visit, "1");
        assertThat(code(level2.call("2206", "211002", Map.of("data", data)))).isEqualTo("AREA_NOT_OURS");
        assertThat(code(level2.call("2206", "", Map.of("data", data)))).isEqualTo("AREA_NOT_OURS");
        assertThat(code(level3.call("2206", WRK2.area(), Map.of("data", data)))).isEqualTo("VISIT_NOT_FOUND");
        assertThat(code(level2.call("2206", ELD1.area(), Map.of("data", bill(ELD1, visit, "1")))))
                .isEqualTo("VISIT_NOT_FOUND");
    }

    @Test
    void oldNamesAndSpellings_areUnderstood() {
        Map<String, Object> message = level2.envelope(
                "1101",
                level2.msgid(),
                "",
                Map.of(
                        "data",
                        Map.of(
                                "mdtrt_cert_type",
                                "02",
                                "mdtrt_cert_no",
                                ELD1.certno(),
                                "begntime",
                                "2026-03-01T00:00:00")));
        message.put("medins_code", message.remove("fixmedins_code"));
        message.put("enc_type", "SM4");
        assertThat(level2.send(message).path("infcode").asText()).isEqualTo("0");
    }

    @Test
    void httpAnswers_400ForWhatIsNoObject_413ForTooMuch_andUnsupportedNumbersAreNamed() {
        for (String body : List.of("", "no json", "[]", "null", "{\"infno\":", "{} {}")) {
            HttpResponse<byte[]> response = level2.post(body.getBytes(StandardCharsets.UTF_8));
            assertThat(response.statusCode()).as(body).isEqualTo(400);
            assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"infcode\":\"-1\"");
        }
        assertThat(level2.post(new byte[8 * 1024 * 1024 + 1]).statusCode()).isEqualTo(413);
        JsonNode reply = level2.call("5201", "", Map.of());
        assertThat(reply.path("infcode").asText()).isEqualTo("-1");
        assertThat(reply.path("err_msg").asText()).contains("not supported");
    }

    private static BigDecimal amount(JsonNode node, String name) {
        return node.path(name).decimalValue();
    }

    private static String code(JsonNode reply) {
        assertThat(reply.path("infcode").asText()).as("%s", reply).isEqualTo("-1");
        String message = reply.path("err_msg").asText();
        return message.substring(1, message.indexOf(']'));
    }
}
