package org.sscard.sdk;

import java.time.LocalDate;
import java.util.Optional;

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

    /** Takes a settlement back by a negative one (撤销); both stay in the books. */
    SettlementResult cancel(TransactionId settlement);

    /** Makes a transaction not have happened (冲正), as long as its day is open. */
    ReversalResult reverse(TransactionId settlement);

    QueryResult query(TransactionId transaction);

    /** The latest transaction that the journal has for a visit of the last three days, for a caller that crashed. */
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
