package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.compat.store.PersonDetailStore;
import org.sscard.insurance.encounter.PricedFeeLine;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.ExplanationStep;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.settlement.Split;

/** The nodes setlinfo, setldetail[] and the rows of fee lines (settlement rules §2.3, §2.6). */
final class SettlementNodes {

    private static final int LONGEST_EXPLANATION = 500;

    private SettlementNodes() {}

    /**
     * What a settlement is shown with.
     *
     * @param settlementId null for a pre-settlement
     * @param at setl_time: when it was posted, or for a pre-settlement asked for
     * @param creditLimitFen what the fund could still have paid: cap less used before
     */
    record Shown(
            @Nullable Long settlementId,
            Instant at,
            String visitId,
            String medType,
            TreatmentKind kind,
            InsuredPerson person,
            PersonDetailStore.PersonDetail detail,
            String credentialType,
            Split split,
            long creditLimitFen,
            long balanceFen) {}

    static ObjectNode output(Call call, Shown shown) {
        ObjectNode output = Json.object();
        setlinfo(output.putObject("setlinfo"), call, shown);
        setldetail(output.putArray("setldetail"), shown);
        return output;
    }

    private static void setlinfo(ObjectNode node, Call call, Shown shown) {
        Split split = shown.split();
        if (shown.settlementId() != null) {
            node.put("setl_id", shown.settlementId().toString());
        }
        node.put("mdtrt_id", shown.visitId());
        node.put("psn_no", shown.person().psnNo());
        identity(node, shown.person(), shown.detail(), call.localNow().toLocalDate());
        node.put("insutype", CallerPerson.insutype(shown.person().scheme()));
        node.put("psn_type", "");
        node.put("cvlserv_flag", "0");
        node.put("setl_time", Json.time(LocalDateTime.ofInstant(shown.at(), call.zone())));
        node.put("mdtrt_cert_type", shown.credentialType());
        node.put("med_type", shown.medType());
        node.put("medfee_sumamt", Json.yuan(split.totalFen()));
        node.put("fulamt_ownpay_amt", Json.yuan(split.ownPayFen()));
        node.put("overlmt_selfpay", Json.yuan(split.overLimitFen()));
        node.put("preselfpay_amt", Json.yuan(split.advanceFen()));
        node.put("inscp_scp_amt", Json.yuan(split.inScopeFen()));
        node.put("act_pay_dedc", Json.yuan(split.deductibleFen()));
        node.put("hifp_pay", Json.yuan(split.fundFen()));
        node.put("pool_prop_selfpay", Json.ratio(split.ratioBp()));
        for (String laterPayer : List.of("cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay")) {
            node.put(laterPayer, Json.yuan(0));
        }
        node.put("fund_pay_sumamt", Json.yuan(split.fundFen()));
        node.put("psn_part_amt", Json.yuan(split.personFen()));
        node.put("acct_pay", Json.yuan(split.accountFen()));
        node.put("psn_cash_pay", Json.yuan(split.cashFen()));
        node.put("hosp_part_amt", Json.yuan(0));
        node.put("balc", Json.yuan(shown.balanceFen()));
        node.put("acct_mulaid_pay", Json.yuan(0));
        node.put("medins_setl_id", call.envelope().msgid());
        node.put("clr_optins", call.envelope().fields().text("mdtrtarea_admvs"));
        node.put("clr_way", "1");
        node.put("clr_type", clearingType(shown.kind()));
    }

    private static void setldetail(ArrayNode list, Shown shown) {
        Split split = shown.split();
        boolean resident = shown.person().scheme() == Scheme.RESIDENT;
        ObjectNode node = list.addObject();
        node.put("fund_pay_type", resident ? "390100" : "310100");
        node.put("fund_pay_type_name", resident ? "城乡居民基本医疗保险基金" : "职工基本医疗保险统筹基金");
        node.put("inscp_scp_amt", Json.yuan(split.inScopeFen()));
        node.put("crt_payb_lmt_amt", Json.yuan(shown.creditLimitFen()));
        node.put("fund_payamt", Json.yuan(split.fundFen()));
        String explanation = split.basis() + "；"
                + split.explanation().stream().map(ExplanationStep::textZh).collect(Collectors.joining("；"));
        node.put(
                "setl_proc_info",
                explanation.length() > LONGEST_EXPLANATION
                        ? explanation.substring(0, LONGEST_EXPLANATION)
                        : explanation);
    }

    /** Name, id number, sex, birth and age. */
    static void identity(
            ObjectNode node, InsuredPerson person, PersonDetailStore.PersonDetail detail, LocalDate today) {
        LocalDate birth = detail.birth();
        node.put("psn_cert_type", "01");
        node.put("certno", person.socialSecurityNumber());
        node.put("psn_name", detail.name());
        node.put("gend", "M".equals(detail.sex()) ? "1" : "F".equals(detail.sex()) ? "2" : "");
        node.put("naty", "");
        node.put("brdy", birth == null ? "" : birth.toString());
        node.put("age", birth == null ? 0 : Period.between(birth, today).getYears());
    }

    /** The row of a fee line as the catalogue splits it. */
    static void line(ObjectNode node, PricedFeeLine priced) {
        BillSums sums = priced.sums();
        int sign = priced.sign();
        Long limit = priced.item().limit1e4();
        node.put("feedetl_sn", priced.line().number());
        node.put("det_item_fee_sumamt", Json.yuan(sign * sums.totalFen()));
        node.put("cnt", Json.plain1e4(priced.line().quantity1e4()));
        node.put("pric", Json.plain1e4(priced.line().price1e4()));
        node.put("pric_uplmt_amt", Json.plain1e4(limit == null ? 0 : limit));
        switch (priced.item().cls()) {
            case A -> node.put("selfpay_prop", Json.ratio(0)).put("chrgitm_lv", "1");
            case B ->
                node.put("selfpay_prop", Json.ratio(priced.item().advanceBp())).put("chrgitm_lv", "2");
            case C -> node.put("selfpay_prop", Json.ratio(10_000)).put("chrgitm_lv", "3");
        }
        node.put("fulamt_ownpay_amt", Json.yuan(sign * sums.ownPayFen()));
        node.put("overlmt_amt", Json.yuan(sign * sums.overLimitFen()));
        node.put("preselfpay_amt", Json.yuan(sign * sums.advanceFen()));
        node.put("inscp_scp_amt", Json.yuan(sign * sums.inScopeFen()));
        node.put("med_chrgitm_type", "");
        for (String flag : List.of("bas_medn_flag", "hi_nego_drug_flag", "chld_medc_flag", "list_sp_item_flag")) {
            node.put(flag, "0");
        }
        node.put("lmt_used_flag", "0");
        node.put("drt_reim_flag", "0");
        node.put("memo", "");
    }

    /** 11 outpatient with special disease, 21 stay, 41 pharmacy. */
    static String clearingType(TreatmentKind kind) {
        return switch (kind) {
            case OUTPATIENT, OP_SPECIAL -> "11";
            case INPATIENT -> "21";
            case PHARMACY -> "41";
        };
    }
}
