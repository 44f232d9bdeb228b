package org.sscard.insurance.console;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.enrolment.contribution.Notice;
import org.sscard.insurance.enrolment.contribution.Subsidy;
import org.sscard.insurance.enrolment.review.ApplicationState;
import org.sscard.insurance.enrolment.review.EnrolmentFlow;
import org.sscard.insurance.enrolment.review.ReviewAction;
import org.sscard.servicekit.pages.Cell;
import org.sscard.servicekit.pages.Chip;
import org.sscard.servicekit.pages.Field;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Tone;

/** What enrolment's codes are called. The names of states and papers are those of the flow's file. */
final class EnrolmentWords {

    /** Days before a deadline in which it is pointed at. */
    private static final int SOON = 2;

    static final List<Frame.Link> SECTIONS = List.of(
            new Frame.Link("/enrolment", "审核队列"),
            new Frame.Link("/enrolment/apply", "参保登记"),
            new Frame.Link("/enrolment/import", "批量导入"),
            new Frame.Link("/contributions", "缴费通知"),
            new Frame.Link("/subsidies", "财政补助"));

    private EnrolmentWords() {}

    static Chip state(EnrolmentFlow flow, ApplicationState state) {
        return new Chip(tone(state), flow.state(state).zh());
    }

    private static Tone tone(ApplicationState state) {
        return switch (state) {
            case DRAFT -> Tone.WARNING;
            case COMPLETE, REPORTED, UNDER_REVIEW -> Tone.WAITING;
            case ADMITTED -> Tone.GOOD;
            case REJECTED -> Tone.BAD;
            case WITHDRAWN -> Tone.NEUTRAL;
        };
    }

    static String action(ReviewAction action) {
        return switch (action) {
            case APPLY -> "登记";
            case SUPPLEMENT -> "补交材料";
            case REPORT -> "上报街道";
            case RECEIVE -> "受理";
            case RETURN -> "退回补正";
            case ADMIT -> "准予参保";
            case REJECT -> "不予参保";
            case WITHDRAW -> "撤回";
        };
    }

    static String papers(EnrolmentFlow flow, List<String> codes) {
        return codes.isEmpty()
                ? "–"
                : flow.papers().stream()
                        .filter(paper -> codes.contains(paper.code()))
                        .map(EnrolmentFlow.Paper::zh)
                        .collect(Collectors.joining("、"));
    }

    static List<Field.Option> papers(EnrolmentFlow flow) {
        return flow.papers().stream()
                .map(paper -> new Field.Option(paper.code(), paper.zh()))
                .toList();
    }

    /** How long there is still time. */
    static Cell due(@Nullable LocalDate dueOn, LocalDate today) {
        if (dueOn == null) {
            return new Cell.Text("–");
        }
        long days = ChronoUnit.DAYS.between(today, dueOn);
        if (days < 0) {
            return new Cell.State(Chip.bad("逾期 " + -days + " 天"));
        }
        String left = days == 0 ? "今天到期" : "剩 " + days + " 天";
        return new Cell.State(new Chip(days <= SOON ? Tone.WARNING : Tone.NEUTRAL, left));
    }

    static Chip notice(Notice.State state) {
        return switch (state) {
            case DUE -> new Chip(Tone.WAITING, "待缴");
            case PAID -> Chip.good("已缴");
            case LAPSED -> new Chip(Tone.NEUTRAL, "已失效");
        };
    }

    static String noticeKind(Notice.Kind kind) {
        return kind == Notice.Kind.NEW ? "新参保" : "续保";
    }

    static String payer(String payer) {
        return payer.equals(Subsidy.CITY) ? "市级财政" : "区级财政 " + payer;
    }

    /** Articles as the books name them: 2(1) is 第 2(1) 条. */
    static String article(String basis) {
        return basis.matches("[0-9].*") ? "第 " + basis + " 条" : basis;
    }
}
