package org.sscard.insurance.console;

import org.sscard.insurance.settlement.Settlement;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.Tone;

/** What the codes of the books are called. */
final class Words {

    private Words() {}

    static String kind(String kind) {
        return switch (kind) {
            case "INPATIENT" -> "住院";
            case "OP_SPECIAL" -> "门诊特殊病";
            case "OUTPATIENT" -> "普通门诊";
            case "PHARMACY" -> "购药";
            default -> kind;
        };
    }

    static String scheme(String scheme) {
        return switch (scheme) {
            case "RESIDENT" -> "居民医保";
            case "EMPLOYEE" -> "职工医保";
            default -> scheme;
        };
    }

    static String insuredClass(String cls) {
        return switch (cls) {
            case "MINOR" -> "未成年";
            case "WORKING" -> "劳动年龄";
            case "ELDERLY" -> "老年";
            default -> cls;
        };
    }

    static String status(String status) {
        return switch (status) {
            case "NONE" -> "一般";
            case "DIBAO" -> "低保";
            case "BORDERLINE" -> "低保边缘";
            case "DISABLED2" -> "重度残疾";
            default -> status;
        };
    }

    static String level(String level) {
        return switch (level) {
            case "COMMUNITY" -> "社区";
            case "L1" -> "一级";
            case "L2" -> "二级";
            case "L3" -> "三级";
            case "PHARMACY" -> "药店";
            case "COUNTER" -> "经办机构";
            default -> level;
        };
    }

    static String filing(String kind) {
        return switch (kind) {
            case "SPECIAL_DISEASE" -> "门诊特殊病备案";
            case "REFERRAL_UP" -> "转院";
            case "OUT_OF_TOWN" -> "异地转诊";
            default -> kind;
        };
    }

    static String account(String account) {
        return switch (account) {
            case "FUND_EXPENSE" -> "统筹基金支出";
            case "INSTITUTION_PAYABLE" -> "应付定点机构";
            case "PERSONAL_ACCOUNT" -> "个人账户";
            case "FISCAL_SPECIAL_ACCOUNT" -> "财政专户";
            case "CONTRIBUTION_INCOME" -> "缴费收入";
            case "SUBSIDY_INCOME" -> "财政补贴收入";
            case "LATE_FEE_INCOME" -> "滞纳金收入";
            case "INTEREST_INCOME" -> "利息收入";
            case "OTHER_INCOME" -> "其他收入";
            case "SUBSIDY_RECEIVABLE" -> "应收财政补贴";
            case "RECOVERY_RECEIVABLE" -> "应收追回款";
            case "PERSON_PAYABLE" -> "应付参保人";
            case "ACCOUNT_INTEREST_EXPENSE" -> "个人账户利息支出";
            case "INSTITUTION_DEPOSIT" -> "机构保证金";
            case "PAYMENT_CLEARING" -> "待付清算款";
            default -> account;
        };
    }

    static String entry(String kind) {
        return switch (kind) {
            case "SETTLE" -> "结算";
            case "CANCEL" -> "撤销";
            case "REVERSE" -> "冲正";
            case "OPENING" -> "期初";
            default -> kind;
        };
    }

    static Chip state(String state, boolean cancellation) {
        return switch (Settlement.State.valueOf(state)) {
            case CONFIRMED -> cancellation ? new Chip(Tone.WARNING, "撤销单") : Chip.good("有效");
            case CANCELLED -> new Chip(Tone.WARNING, "已撤销");
            case REVERSED -> new Chip(Tone.NEUTRAL, "已冲正");
        };
    }

    static Chip day(String state) {
        return switch (state) {
            case "OPEN" -> new Chip(Tone.NEUTRAL, "未日终");
            case "CUTTING" -> new Chip(Tone.WAITING, "对账中");
            case "BALANCED" -> Chip.good("已平");
            case "DIFFERENT" -> Chip.bad("有差异");
            case "RESOLVED" -> Chip.good("差异已处理");
            case "SEALED" -> Chip.good("已封账");
            default -> new Chip(Tone.NEUTRAL, state);
        };
    }

    static Chip card(String state, boolean blacklisted) {
        if (blacklisted) {
            return Chip.bad("黑名单");
        }
        return switch (state) {
            case "ACTIVE" -> Chip.good("已激活");
            case "LOST" -> Chip.bad("已挂失");
            case "ISSUED" -> new Chip(Tone.WAITING, "待激活");
            case "CANCELLED" -> new Chip(Tone.NEUTRAL, "已注销");
            default -> new Chip(Tone.WARNING, state);
        };
    }
}
