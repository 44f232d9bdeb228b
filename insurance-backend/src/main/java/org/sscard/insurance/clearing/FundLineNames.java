package org.sscard.insurance.clearing;

import java.util.Map;

/** What the lines of a fund statement are called; an unknown kind is shown as it is. */
final class FundLineNames {

    private record Name(String zh, String en) {}

    private static final Map<String, Name> NAMES = Map.ofEntries(
            Map.entry("CONTRIBUTION_INCOME", new Name("保险费收入", "contributions")),
            Map.entry("SUBSIDY_INCOME", new Name("政府补贴收入", "government subsidies")),
            Map.entry("LATE_FEE_INCOME", new Name("滞纳金收入", "late fees")),
            Map.entry("INTEREST_INCOME", new Name("利息收入", "interest")),
            Map.entry("OTHER_INCOME", new Name("其他收入", "other income")),
            Map.entry("INPATIENT", new Name("住院支出", "stays")),
            Map.entry("OP_SPECIAL", new Name("门诊特殊病支出", "outpatient special diseases")),
            Map.entry("OUTPATIENT", new Name("门诊支出", "outpatient visits")),
            Map.entry("PHARMACY", new Name("购药支出", "pharmacy purchases")),
            Map.entry("REIMBURSEMENT", new Name("零星报销支出", "manual reimbursement")),
            Map.entry("RECOVERY", new Name("追回费用（冲减支出）", "costs recovered")),
            Map.entry("ACCOUNT_INTEREST", new Name("个人账户利息支出", "interest on personal accounts")));

    private FundLineNames() {}

    static String zh(String kind) {
        Name name = NAMES.get(kind);
        return name == null ? kind : name.zh();
    }

    static String en(String kind) {
        Name name = NAMES.get(kind);
        return name == null ? kind : name.en();
    }
}
