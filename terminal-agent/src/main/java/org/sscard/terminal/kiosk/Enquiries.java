package org.sscard.terminal.kiosk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sscard.servicekit.pages.Display;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.DebitRecord;
import org.sscard.terminal.kiosk.Bureau.HeldCard;
import org.sscard.terminal.kiosk.Screen.Fact;

/** What the kiosk found out, as the holder reads it: names and numbers masked. */
final class Enquiries {

    private static final int DATE = 8;

    private Enquiries() {}

    static Result status(BasicData card, Optional<HeldCard> held, boolean restricted) {
        List<Fact> facts = new ArrayList<>(holder(card));
        facts.add(Fact.of(
                "state",
                held.map(known -> known.state().zh())
                        .orElseGet(() -> Words.of("value-unknown").zh())));
        facts.add(Fact.of(
                "blacklist",
                Words.of(restricted ? "value-listed" : "value-not-listed").zh()));
        facts.add(Fact.of("expires", date(card.expiryDate())));
        held.filter(known -> !known.bank().zh().isEmpty())
                .ifPresent(known -> facts.add(Fact.of("bank", known.bank().zh())));
        held.flatMap(HeldCard::periodEnds)
                .ifPresent(ends -> facts.add(Fact.of("until", ends.toString().substring(0, 10))));
        return Result.of("status", facts);
    }

    private static List<Fact> holder(BasicData card) {
        return List.of(
                Fact.of("name", Display.maskedName(card.name())),
                Fact.of("number", Display.maskedIdNumber(card.socialSecurityNumber())),
                Fact.of("card", Display.maskedCardNumber(card.cardNumber())));
    }

    /** YYYYMMDD as people read it. */
    private static String date(String digits) {
        return digits.length() == DATE
                ? digits.substring(0, 4) + "-" + digits.substring(4, 6) + "-" + digits.substring(6)
                : digits;
    }

    /** How far the newest card has come. */
    static Result progress(HeldCard newest, Visit visit) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(Words.of("fact-step").zh(), Words.of("fact-time").zh()));
        List<Bureau.Progress> latest = newest.progress();
        for (int at = latest.size() - 1; at >= 0; at--) {
            rows.add(List.of(
                    latest.get(at).state().zh(), visit.time(latest.get(at).at())));
        }
        return new Result(
                Words.of("progress"),
                List.of(
                        Fact.of("card", Display.maskedCardNumber(newest.cardNumber())),
                        Fact.of("state", newest.state().zh())),
                rows);
    }

    static Result benefits(Insurer.Benefits benefits) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("scheme", Words.code(benefits.scheme())));
        if (!benefits.insuredClass().isEmpty()) {
            facts.add(Fact.of("class", Words.code(benefits.insuredClass())));
        }
        benefits.periods().stream()
                .reduce((first, second) -> second)
                .ifPresent(period -> facts.add(
                        Fact.of("period", period.start() + " 至 " + (period.end().isEmpty() ? "长期" : period.end()))));
        benefits.contributions().stream()
                .reduce((first, second) -> second)
                .ifPresent(paid -> facts.add(Fact.of(
                        "contribution",
                        paid.period() + " " + Display.money(paid.fen()) + " " + Words.code(paid.state()))));
        benefits.used().stream().reduce((first, second) -> second).ifPresent(used -> {
            facts.add(Fact.of("fund", Display.money(used.usedFen())));
            facts.add(Fact.of("cap", Display.money(used.capFen())));
        });
        facts.add(Fact.of("balance", Display.money(benefits.accountFen())));
        return Result.of("benefits", facts);
    }

    static Result account(Insurer.Account account) {
        List<List<String>> rows = new ArrayList<>();
        if (!account.movements().isEmpty()) {
            rows.add(List.of(
                    Words.of("fact-day").zh(),
                    Words.of("fact-kind").zh(),
                    Words.of("fact-amount").zh()));
            account.movements()
                    .forEach(movement -> rows.add(
                            List.of(movement.day(), Words.code(movement.kind()), Display.money(movement.fen()))));
        }
        return new Result(Words.of("account"), List.of(Fact.of("balance", Display.money(account.balanceFen()))), rows);
    }

    static Result spending(List<DebitRecord> records) {
        if (records.isEmpty()) {
            return Result.of("spending-none", List.of());
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of(
                Words.of("fact-time").zh(),
                Words.of("fact-paid").zh(),
                Words.of("fact-total").zh()));
        records.forEach(record -> rows.add(List.of(
                moment(record.time()), Display.money(record.accountAndPoolFen()), Display.money(record.totalFen()))));
        return new Result(Words.of("spending"), List.of(), rows);
    }

    /** YYYYMMDDhhmmss to the minute. */
    private static String moment(String digits) {
        return digits.length() < 12
                ? digits
                : date(digits.substring(0, DATE)) + " " + digits.substring(8, 10) + ":" + digits.substring(10, 12);
    }
}
