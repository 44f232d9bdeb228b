package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.policy.Adjudication;
import org.sscard.insurance.policy.Adjudicator;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.TreatmentFacts;

/** Cases of kind {@code settle}: bills of one person, one after the other. */
final class SettleCases {

    private final Adjudicator adjudicator;
    private final Map<String, Long> used = new HashMap<>();

    SettleCases(Policy policy, JsonNode initialUsed) {
        this.adjudicator = new Adjudicator(policy);
        initialUsed
                .properties()
                .forEach(entry -> used.put(entry.getKey(), entry.getValue().asLong()));
    }

    void verify(JsonNode input, JsonNode expect, List<String> differences) {
        if (input.size() != expect.size() || input.isEmpty()) {
            differences.add("expect: %d results for %d bills".formatted(expect.size(), input.size()));
        }
        for (int i = 0; i < input.size(); i++) {
            Adjudication result = settle(input.get(i));
            if (expect.has(i)) {
                Comparison.compare("[" + i + "].", expect.get(i), fields(result), differences);
            }
        }
    }

    /** Adjudicates one bill and counts what the fund pays. */
    Adjudication settle(JsonNode bill) {
        TreatmentFacts facts = CaseInput.treatment(bill);
        String period = adjudicator.periodOf(facts).name();
        Adjudication result = adjudicator.adjudicate(facts, used.getOrDefault(period, 0L));
        used.put(period, result.usedAfterFen());
        return result;
    }

    void giveBack(Adjudication settled) {
        used.merge(settled.period().name(), -settled.fundFen(), Math::addExact);
    }

    Map<String, Long> used() {
        return used;
    }

    private static ObjectNode fields(Adjudication result) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("payable", result.payable())
                .put("basis", result.basis())
                .put("period", result.period().name())
                .put("cap", result.period().capFen())
                .put("used_before", result.usedBeforeFen())
                .put("used_after", result.usedAfterFen())
                .put("medfee_sumamt", result.totalFen())
                .put("fulamt_ownpay_amt", result.bill().ownPayFen())
                .put("overlmt_selfpay", result.bill().overLimitFen())
                .put("preselfpay_amt", result.bill().advanceFen())
                .put("inscp_scp_amt", result.bill().inScopeFen())
                .put("dedc_std", result.standardDeductibleFen())
                .put("act_pay_dedc", result.deductibleFen())
                .put("ratio_bp", result.ratioBp())
                .put("fund_calc", result.fundCalculatedFen())
                .put("hifp_pay", result.fundFen())
                .put("prop_selfpay", result.proportionalSelfPayFen())
                .put("over_cap", result.overCapFen())
                .put("fund_pay_sumamt", result.fundFen())
                .put("acct_pay", result.accountFen())
                .put("psn_part_amt", result.personFen())
                .put("psn_cash_pay", result.cashFen());
    }
}
