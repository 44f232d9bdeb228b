package org.sscard.insurance.policy.cases;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.policy.AccountRules;
import org.sscard.insurance.policy.Adjudication;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.EmployeeRules;
import org.sscard.insurance.policy.TreatmentFacts;
import org.sscard.insurance.policy.TreatmentKind;

/** Cases of the kinds {@code account_credit}, {@code account_interest} and {@code account_payment}. */
final class AccountCases {

    private AccountCases() {}

    static void monthly(EmployeeRules rules, JsonNode in, JsonNode expect, List<String> differences) {
        AccountRules.Credit credit = rules.account()
                .monthly(
                        CaseInput.date(in, "birth"),
                        CaseInput.date(in, "month"),
                        CaseInput.amount(in, "base"),
                        CaseInput.flag(in, "retired", false));
        compare(credit, expect, differences);
    }

    static void interest(EmployeeRules rules, JsonNode in, JsonNode expect, List<String> differences) {
        List<AccountRules.Balance> balances = new ArrayList<>();
        for (JsonNode balance : in.path("balances")) {
            balances.add(new AccountRules.Balance(CaseInput.date(balance, "from"), CaseInput.amount(balance, "fen")));
        }
        compare(rules.account().interest(Math.toIntExact(CaseInput.amount(in, "year")), balances), expect, differences);
    }

    private static void compare(AccountRules.Credit credit, JsonNode expect, List<String> differences) {
        Comparison.compare(
                "", expect, JsonNodeFactory.instance.objectNode().put("amount", credit.amountFen()), differences);
    }

    static void payment(EmployeeRules rules, JsonNode in, JsonNode expect, List<String> differences) {
        LocalDate on = CaseInput.date(in, "on");
        TreatmentKind kind = CaseInput.choice(in, "kind", TreatmentKind.PHARMACY);
        if (!rules.supports(kind)) {
            Comparison.compare(
                    "",
                    expect,
                    JsonNodeFactory.instance.objectNode().put("error", "BILL_KIND_UNSUPPORTED"),
                    differences);
            return;
        }
        BillSums bill = CaseInput.bill(in);
        Adjudication result =
                rules.adjudicate(TreatmentFacts.of(kind, on, on, bill).build(), 0, CaseInput.amount(in, "balance"));
        Comparison.compare(
                "",
                expect,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("acct_pay", result.accountFen())
                        .put("psn_cash_pay", result.cashFen())
                        .put("medfee_sumamt", result.totalFen())
                        .put("fund_pay_sumamt", result.fundFen()),
                differences);
    }
}
