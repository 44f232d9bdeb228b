package org.sscard.insurance.console;

import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.settlement.Settlement;
import org.sscard.insurance.settlement.Split;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.pages.chart.Drawing;
import org.sscard.servicekit.pages.chart.Waterfall;

/** A settlement as a waterfall: from the bill to what the fund pays, each step with its article (identity of §1.6). */
final class SettlementPicture {

    private static final String CATALOGUE = "18";

    private SettlementPicture() {}

    static Drawing of(Settlement settlement) {
        return of(settlement.split(), settlement.scheme());
    }

    static Drawing of(Split split, Scheme scheme) {
        List<Waterfall.Step> steps = new ArrayList<>();
        steps.add(total("医疗费总额", "total", "", split.totalFen()));
        off(steps, "丙类自费", "class C", CATALOGUE, split.ownPayFen());
        off(steps, "超限价自付", "above the price limit", CATALOGUE, split.overLimitFen());
        off(steps, "乙类先行自付", "advance on class B", CATALOGUE, split.advanceFen());
        steps.add(total("政策范围内", "in scope", CATALOGUE, split.inScopeFen()));
        if (!split.payable()) {
            off(steps, "不予支付", "not payable", split.basis(), split.inScopeFen());
        } else if (scheme == Scheme.RESIDENT) {
            off(steps, "起付标准", "deductible", step(split, 1), split.deductibleFen());
            off(steps, "按比例自付", "own share", step(split, 2), split.proportionalSelfPayFen());
            off(steps, "超最高支付限额", "above the cap", step(split, 3), split.overCapFen());
        }
        if (scheme == Scheme.RESIDENT || split.fundFen() != 0) {
            steps.add(new Waterfall.Step(
                    Waterfall.Kind.FUND, Label.of("统筹基金支付", "fund"), article(split.basis()), split.fundFen()));
        }
        if (scheme == Scheme.EMPLOYEE) {
            steps.add(total("个人支付", "the person pays", "", split.personFen()));
            steps.add(new Waterfall.Step(
                    Waterfall.Kind.PART, Label.of("个人账户", "personal account"), "", split.accountFen()));
            steps.add(new Waterfall.Step(Waterfall.Kind.PART, Label.of("现金", "cash"), "", split.cashFen()));
        }
        return new Waterfall("split", Label.of("费用如何分担", "who bears what"), steps).drawing();
    }

    private static Waterfall.Step total(String zh, String en, String article, long fen) {
        return new Waterfall.Step(Waterfall.Kind.TOTAL, Label.of(zh, en), article(article), fen);
    }

    /** A part of nothing is left out of the picture. */
    private static void off(List<Waterfall.Step> steps, String zh, String en, String article, long fen) {
        if (fen != 0) {
            steps.add(new Waterfall.Step(Waterfall.Kind.TAKEN_OFF, Label.of(zh, en), article(article), fen));
        }
    }

    /** The article of a step of the stored explanation. */
    private static String step(Split split, int index) {
        return split.explanation().size() > index
                ? split.explanation().get(index).article()
                : "";
    }

    private static String article(String article) {
        if (article.isEmpty()) {
            return "";
        }
        int colon = article.indexOf(':');
        String number = colon < 0 ? article : article.substring(0, colon);
        return number.matches("[0-9].*") ? "第 " + number + " 条" : number;
    }
}
