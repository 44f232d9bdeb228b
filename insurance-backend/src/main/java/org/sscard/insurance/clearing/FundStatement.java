package org.sscard.insurance.clearing;

import java.time.LocalDate;
import java.util.List;

/**
 * The pooled fund over a time, fen: opening + income − expense = closing, and closing = ledger.
 *
 * @param ledgerFen what the fund's money, claims and debts come to on the last day, summed apart from income and expense
 */
public record FundStatement(
        String pool,
        LocalDate from,
        LocalDate to,
        long openingFen,
        List<Line> income,
        List<Line> expense,
        long ledgerFen) {

    /** @param kind account of income; kind of treatment or of entry for expense */
    public record Line(String kind, String scheme, long amountFen) {

        public String nameZh() {
            return FundLineNames.zh(kind);
        }

        public String nameEn() {
            return FundLineNames.en(kind);
        }
    }

    public FundStatement {
        income = List.copyOf(income);
        expense = List.copyOf(expense);
    }

    public long incomeFen() {
        return income.stream().mapToLong(Line::amountFen).sum();
    }

    public long expenseFen() {
        return expense.stream().mapToLong(Line::amountFen).sum();
    }

    public long closingFen() {
        return openingFen + incomeFen() - expenseFen();
    }
}
