package org.sscard.insurance.clearing;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.sscard.insurance.clearing.store.DepositStore;
import org.sscard.insurance.ledger.Account;
import org.sscard.insurance.ledger.JournalEntry;
import org.sscard.insurance.ledger.Posting;
import org.sscard.insurance.ledger.store.LedgerStore;
import org.sscard.insurance.policy.HalfUp;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Deposits (保证金) that monthly clearing kept back go back after the yearly assessment (年度考核): one person says how much, another
 * that it was paid.
 */
public final class Deposits {

    private static final int BASIS_POINTS = 10_000;

    private final DatabaseSessions sessions;
    private final String pool;
    private final Clock clock;
    private final DepositStore deposits = new DepositStore();
    private final LedgerStore ledger = new LedgerStore();

    public Deposits(DatabaseSessions sessions, String pool, Clock clock) {
        this.sessions = sessions;
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Says how much of the deposit goes back; may be said again until it is paid.
     *
     * @param returnBp of the deposit, basis points, half-up to the fen
     * @throws CodedException CLEARING_MONTH_NOT_OVER for a year that is not over, DEPOSIT_RETURNED
     */
    public DepositReturn assess(int year, String institution, int returnBp, String reason, String by) {
        if (LocalDate.now(clock).getYear() <= year) {
            throw new CodedException(ErrorCode.CLEARING_MONTH_NOT_OVER, year);
        }
        if (returnBp < 0 || returnBp > BASIS_POINTS) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "return_bp", "0–10000");
        }
        return sessions.inTransaction(session -> {
            requireNotReturned(session, year, institution);
            long deposit = deposits.keptBack(session, year, institution);
            DepositReturn assessed = new DepositReturn(
                    year, institution, deposit, HalfUp.divide(deposit * returnBp, BASIS_POINTS), reason, by, null);
            deposits.assess(session, assessed, clock.instant());
            return assessed;
        });
    }

    private void requireNotReturned(DatabaseSession session, int year, String institution) {
        boolean returned = deposits.lock(session, year, institution)
                .filter(known -> known.returnedBy() != null)
                .isPresent();
        if (returned) {
            throw new CodedException(ErrorCode.DEPOSIT_RETURNED, year);
        }
    }

    /** Books what left the fiscal special account; only another person may say so. Repeating it answers the same. */
    public DepositReturn giveBack(int year, String institution, String by) {
        return sessions.inTransaction(session -> {
            DepositReturn assessed = deposits.lock(session, year, institution)
                    .orElseThrow(() -> new CodedException(ErrorCode.DEPOSIT_NOT_ASSESSED, year));
            if (assessed.returnedBy() != null) {
                return assessed;
            }
            if (assessed.assessedBy().equals(by)) {
                throw new CodedException(ErrorCode.APPROVAL_SAME_PERSON);
            }
            if (deposits.keptBack(session, year, institution) != assessed.depositFen()) {
                throw new CodedException(ErrorCode.DEPOSIT_NOT_ASSESSED, year);
            }
            Instant now = clock.instant();
            deposits.returned(session, assessed, by, now);
            ledger.post(
                    session,
                    new JournalEntry(
                            LocalDate.now(clock),
                            null,
                            null,
                            JournalEntry.Kind.PAYMENT,
                            now,
                            List.of(
                                    new Posting(Account.institutionDeposit(institution), assessed.returnedFen()),
                                    new Posting(Account.fiscalSpecialAccount(pool), -assessed.returnedFen()))));
            return deposits.find(session, year, institution).orElseThrow();
        });
    }

    public List<DepositReturn> of(int year) {
        return sessions.read(session -> deposits.of(session, year));
    }
}
