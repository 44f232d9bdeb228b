package org.sscard.insurance.settlement;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.settlement.store.TransactionStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.insurance.store.Digest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Refunds lines of a settled bill: the settlement is cancelled and what is left is settled anew, both in one database
 * transaction under ids of the caller. A cut leaves both or neither; the same ids again answer the same.
 */
public final class Refunding {

    private final DatabaseSessions sessions;
    private final Settling settling;
    private final TakingBack takingBack;
    private final SettlementStore settlements = new SettlementStore();
    private final TransactionStore transactions = new TransactionStore();
    private final QuoteStore quotes = new QuoteStore();

    public Refunding(DatabaseSessions sessions, Settling settling, TakingBack takingBack) {
        this.sessions = sessions;
        this.settling = settling;
        this.takingBack = takingBack;
    }

    /**
     * @param cancelId of the cancellation
     * @param resettleId of the settlement of what is left; unused when every line is refunded
     */
    public record Command(
            String institution, String transactionId, String cancelId, String resettleId, Set<String> lines) {

        public Command {
            lines = Set.copyOf(lines);
        }

        private Digest content() {
            return Digest.over(
                    "refund",
                    transactionId,
                    cancelId,
                    resettleId,
                    String.join("\n", lines.stream().sorted().toList()));
        }
    }

    /** @param resettlement null when every line was refunded */
    public record Refund(
            Settlement original,
            Settlement cancellation,
            @Nullable Settlement resettlement) {

        /** What the person gets back in cash. */
        public long cashBackFen() {
            return original.split().cashFen()
                    - (resettlement == null ? 0 : resettlement.split().cashFen());
        }

        /** What fund and personal account get back. */
        public long pooledBackFen() {
            return pooled(original) - (resettlement == null ? 0 : pooled(resettlement));
        }

        private static long pooled(Settlement settlement) {
            return settlement.split().fundFen() + settlement.split().accountFen();
        }
    }

    /**
     * @throws CodedException TRANSACTION_NOT_FOUND, TRANSACTION_ALREADY_CANCELLED, BILL_LINE_NOT_FOUND for a line that the
     *     bill does not have, LATER_CAP_LIMITED, DAY_CLOSED
     */
    public Refund refund(Command command) {
        TransactionId.check(command.cancelId());
        TransactionId.check(command.resettleId());
        if (command.lines().isEmpty()) {
            throw new CodedException(ErrorCode.BILL_EMPTY);
        }
        return sessions.inTransaction(session -> refund(session, command));
    }

    private Refund refund(DatabaseSession session, Command command) {
        long originalId = transactions
                .find(session, command.institution(), command.transactionId())
                .filter(stored -> stored.kind() == StoredTransaction.Kind.SETTLE)
                .map(StoredTransaction::settlementId)
                .orElseThrow(() -> new CodedException(ErrorCode.TRANSACTION_NOT_FOUND, command.transactionId()));
        Settlement original = takingBack.locked(session, originalId);
        Optional<StoredTransaction> known = transactions.find(session, command.institution(), command.cancelId());
        if (known.isPresent()) {
            return again(session, command, original, known.get());
        }
        Bill rest = rest(session, command, original);
        Settlement cancellation = takingBack.cancel(session, originalId, command.cancelId(), command.content());
        Settlement resettlement = rest.lines().isEmpty()
                ? null
                : settling.resettle(session, rest, command.resettleId(), command.content());
        return new Refund(original, cancellation, resettlement);
    }

    private Refund again(
            DatabaseSession session, Command command, Settlement original, StoredTransaction cancellation) {
        if (cancellation.kind() == StoredTransaction.Kind.TOMBSTONE) {
            throw new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, command.cancelId());
        }
        Long id = cancellation.settlementId();
        Digest content = cancellation.digest();
        if (id == null || content == null || !content.equals(command.content())) {
            throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, command.cancelId());
        }
        Settlement resettlement = transactions
                .find(session, command.institution(), command.resettleId())
                .map(StoredTransaction::settlementId)
                .flatMap(resettled -> settlements.find(session, resettled))
                .orElse(null);
        return new Refund(original, settlements.find(session, id).orElseThrow(), resettlement);
    }

    private Bill rest(DatabaseSession session, Command command, Settlement original) {
        Bill bill = Optional.ofNullable(original.quoteId())
                .flatMap(quote -> quotes.find(session, command.institution(), quote))
                .map(Quote::bill)
                .orElseThrow(() -> new CodedException(ErrorCode.QUOTE_NOT_FOUND, command.transactionId()));
        Set<String> unknown = new HashSet<>(command.lines());
        bill.lines().forEach(line -> unknown.remove(line.line()));
        if (!unknown.isEmpty()) {
            throw new CodedException(
                    ErrorCode.BILL_LINE_NOT_FOUND, unknown.iterator().next());
        }
        List<BillLine> left = bill.lines().stream()
                .filter(line -> !command.lines().contains(line.line()))
                .toList();
        return bill.with(left);
    }
}
