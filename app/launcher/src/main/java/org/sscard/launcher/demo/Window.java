package org.sscard.launcher.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import org.sscard.sdk.BasicData;
import org.sscard.sdk.Bill;
import org.sscard.sdk.DayReconciliation;
import org.sscard.sdk.DayTotals;
import org.sscard.sdk.ExplanationStep;
import org.sscard.sdk.Fen;
import org.sscard.sdk.MedicalSettlement;
import org.sscard.sdk.QueryResult;
import org.sscard.sdk.Quote;
import org.sscard.sdk.Receipt;
import org.sscard.sdk.ReversalResult;
import org.sscard.sdk.ServiceTarget;
import org.sscard.sdk.SettlementResult;
import org.sscard.sdk.SocialSecurityCard;
import org.sscard.sdk.Split;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The program at an institution's window: the SDK, as a hospital or pharmacy embeds it. */
final class Window implements AutoCloseable {
    private final MedicalSettlement settlement;
    private final Holder holder;
    private final Narrator narrator;

    Window(String institution, DemoHouse house, Duration deadline, Clock clock, Holder holder, Narrator narrator) {
        this.settlement = MedicalSettlement.builder()
                .institution(institution)
                .agent(ServiceTarget.loopback(house.agent().getPort()))
                .insurer(ServiceTarget.loopback(house.insurance().getPort()))
                .journal(house.windowJournal(institution))
                .deadline(deadline)
                .clock(clock)
                .open();
        this.holder = holder;
        this.narrator = narrator;
    }

    BasicData read() {
        BasicData data = settlement.card().readBasic();
        narrator.fact("姓名", "name", Masks.name(data.name()));
        narrator.fact("社会保障号码", "social security number", Masks.number(data.socialSecurityNumber()));
        narrator.fact("卡号", "card number", Masks.cardNumber(data.cardNumber()));
        narrator.fact("地区", "region", data.region());
        narrator.fact("规范版本", "specification", data.specificationVersion());
        narrator.fact("有效期", "valid", data.issueDate() + " – " + data.expiryDate());
        narrator.fact(
                "卡与 PSAM 互相认证", "card and PSAM authenticated each other", data.authenticated() ? "通过 yes" : "未做 no");
        return data;
    }

    /** Splits a bill and says why each figure is what it is. */
    Quote explainedQuote(Bill bill) {
        Quote quote = settlement.quote(bill);
        explain(quote.split());
        return quote;
    }

    Quote quote(Bill bill) {
        return settlement.quote(bill);
    }

    /** The holder enters the PIN at the pad, the card debits, the insurer posts. */
    Receipt settle(Quote quote) {
        SocialSecurityCard card = settlement.card();
        SettlementResult result = holder.presentDuring(() -> settlement.settle(quote, card));
        Receipt receipt = posted(result);
        narrator.fact("交易号", "transaction", receipt.transactionId().value());
        narrator.fact("结算号", "settlement", receipt.settlementId());
        narrator.fact("费用总额", "total", yuan(receipt.split().total()));
        narrator.fact("统筹基金支付", "paid by the pooled fund", yuan(receipt.split().pooledFund()));
        narrator.fact("个人现金支付", "paid in cash", yuan(receipt.split().cash()));
        return receipt;
    }

    void cancel(TransactionId id) {
        Receipt negative = posted(settlement.cancel(id));
        narrator.fact("负结算", "negative settlement", yuan(negative.split().total()));
    }

    void reverse(TransactionId id) {
        ReversalResult result = settlement.reverse(id);
        if (!(result instanceof ReversalResult.Reversed)) {
            throw new CodedException(ErrorCode.TRANSACTION_OUTCOME_UNKNOWN, id);
        }
        String state = settlement.query(id) instanceof QueryResult.Found found
                ? found.receipt().state().name()
                : "NEVER_HAPPENED";
        narrator.fact("冲正后", "after the reversal", state);
    }

    DayTotals totals(LocalDate day) {
        return settlement.dayTotals(day);
    }

    /** Ends the day; one that differs from the insurer's is a failure here, for nothing was lost. */
    void closeDay(LocalDate day) {
        DayReconciliation closed = settlement.closeDay(day);
        if (!(closed instanceof DayReconciliation.Level)) {
            throw new CodedException(ErrorCode.DAY_DIFFERENCES_OPEN, day);
        }
        narrator.fact("本机账", "own rows", Integer.toString(closed.own().rows()));
        narrator.fact("本机基金应付", "own sum of the fund", yuan(closed.own().pooledFund()));
        narrator.fact("日结", "day close", "BALANCED");
    }

    @Override
    public void close() {
        settlement.close();
    }

    private static Receipt posted(SettlementResult result) {
        if (result instanceof SettlementResult.Settled settled) {
            return settled.receipt();
        }
        throw result instanceof SettlementResult.Declined declined
                ? new CodedException(ErrorCode.valueOf(declined.code()), declined.transactionId())
                : new CodedException(ErrorCode.TRANSACTION_OUTCOME_UNKNOWN, result.transactionId());
    }

    private void explain(Split split) {
        for (ExplanationStep step : split.explanation()) {
            narrator.reason(step.article(), step.textZh(), step.textEn());
        }
    }

    static String yuan(Fen amount) {
        return amount + " 元";
    }
}
