package org.sscard.sdk;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.Set;

/**
 * Real-time settlement for a hospital or pharmacy: quote, PIN, debit, settle. Every money message has its id in the
 * journal before it is sent, so that a crash, a cut line or a lost answer never loses or doubles it.
 *
 * <p>Thread-safe. Calls that can be done but are refused answer a result; calls that cannot be done throw
 * {@link SdkFailure}.
 */
public sealed interface MedicalSettlement extends AutoCloseable permits JournalledSettlement {
    static SettlementBuilder builder() {
        return new SettlementBuilder();
    }

    /** The card in the agent's contact reader. */
    SocialSecurityCard card();

    /** The card in a reader named by the agent. */
    SocialSecurityCard card(String reader);

    /**
     * Splits a bill; changes nothing. That the policy pays nothing is an answer ({@link Split#payable}), a bill that
     * cannot be processed is an {@link SdkFailure.IntegratorMustAct}.
     */
    Quote quote(Bill bill);

    /**
     * Has the card debit and settles the quote. One at a time for each visit; settling a quote again continues or
     * answers its earlier transaction instead of beginning another.
     *
     * @throws SdkFailure when it could not be begun: no card, agent away, journal not writable. Nothing is then posted
     */
    SettlementResult settle(Quote quote, SocialSecurityCard card);

    /**
     * Settles the quote on the card's own proof of presence, without a debit: PIN at the pad, then internal authentication
     * (内部认证) over a challenge that the insurer drew for this very settlement, good for five minutes. For cards and terminals
     * without a PSAM; everything else is as in {@link #settle}.
     *
     * @throws SdkFailure when it could not be begun: no card, agent or insurer away, journal not writable
     */
    SettlementResult settleByAuthentication(Quote quote, SocialSecurityCard card);

    /**
     * Refunds lines of a settled bill (部分退费): the settlement is cancelled and what is left settled anew, in one step that a
     * cut leaves done or undone, never half. The same lines of the same settlement again continue or answer the earlier refund.
     *
     * @param settlement as {@link Receipt#transactionId} names it; after a refund, that of the resettlement
     * @param lines {@link FeeLine#line} of each line given back in full, at least one
     * @throws SdkFailure when it could not be begun: journal not writable, the visit busy
     */
    RefundResult refund(TransactionId settlement, Set<String> lines);

    /**
     * Shows the card of an emergency to the insurer after admission (后补卡, Order 102 Art. 19), before its bill is quoted with
     * {@link Bill#withCardLater}. The first presentation of a visit stands: told again with the same times it answers the same,
     * so a call that failed is repeated as it was.
     *
     * @param admittedAt local time, to the minute
     * @param presentedAt local time, to the minute; not after now
     * @throws SdkFailure card not the person's or not usable, other times than told before, insurer cannot be asked
     */
    CardPresentation presentCard(
            String visit, LocalDateTime admittedAt, LocalDateTime presentedAt, SocialSecurityCard card);

    /**
     * What a visit was charged on a day, for the patient (每日清单, Art. 28).
     *
     * @throws SdkFailure the visit is not known, the insurer cannot be asked
     */
    DailyList dailyList(String visit, LocalDate day);

    /** Takes a settlement back by a negative one (撤销); both stay in the books. */
    SettlementResult cancel(TransactionId settlement);

    /** Makes a transaction not have happened (冲正), as long as its day is open. */
    ReversalResult reverse(TransactionId settlement);

    QueryResult query(TransactionId transaction);

    /**
     * The transaction that the journal has for a visit of the last three days, for a caller that crashed: the latest that stands
     * or may stand, where there is none the latest.
     */
    Optional<TransactionId> transactionOf(String visit);

    /**
     * Takes fee lines of a running stay or visit for sending: they are durable when this returns, wait while the insurer
     * cannot be reached, and are sent in order. Only lines are queued, never a message about money. Refused ones are told to
     * {@link SettlementBuilder#onRefusedLines}.
     *
     * @throws SdkFailure the queue's file is not writable; a sale has no running lines
     */
    void queueLines(ChargedLines lines);

    /** Calls of {@link #queueLines} that the insurer has not confirmed yet. */
    int queuedLines();

    /** The insurer's sums of an accounting day, with its ledger's beside them. */
    DayTotals dayTotals(LocalDate day);

    /**
     * Money messages that left, or may have left, and whose end is not known yet; recovery finds it out by itself. While this is
     * not 0 a transaction that {@link #query} finds may still be missing in {@link #ownFigures}.
     */
    int inDoubt();

    /** The own sums of an accounting day, from what this journal settled in the last 40 days; asks nobody. */
    DayFigures ownFigures(LocalDate day);

    /**
     * Compares a day with the insurer: totals, then rows (settlement §2.6, 3201 and 3202). Changes nothing.
     *
     * @throws SdkFailure the insurer cannot be asked
     */
    DayReconciliation compareDay(LocalDate day);

    /**
     * Ends a day: nothing more is booked on it, from then on a settlement of it is cancelled, not reversed. The SDK does so by
     * itself for each day that is over ({@link SettlementBuilder#dailyReconciliation}).
     *
     * @throws SdkFailure TRANSACTION_IN_DOUBT while a transaction of the day has no known outcome; the insurer cannot be asked
     */
    DayReconciliation closeDay(LocalDate day);

    @Override
    void close();
}
