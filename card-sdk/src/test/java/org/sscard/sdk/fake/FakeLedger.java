package org.sscard.sdk.fake;

import com.google.protobuf.ByteString;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.CancelRequest;
import org.sscard.wire.insurance.v1.FeeLine;
import org.sscard.wire.insurance.v1.QueryOutcome;
import org.sscard.wire.insurance.v1.QueryResponse;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.RefundRequest;
import org.sscard.wire.insurance.v1.RefundResponse;
import org.sscard.wire.insurance.v1.ReverseOutcome;
import org.sscard.wire.insurance.v1.ReverseResponse;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.SettlementState;
import org.sscard.wire.insurance.v1.Split;

/** The books of one institution: settlements by id, tombstones, one live settlement for each visit (settlement §8). */
public final class FakeLedger {
    private record Row(ByteString request, String visit, List<FeeLine> lines, Settlement settlement) {}

    private final Map<String, Row> rows = new HashMap<>();
    private final Set<String> tombstones = new HashSet<>();
    private int postings;

    synchronized Settlement settle(SettleRequest request, QuoteRequest bill, Split split) {
        String visit = bill.getVisit();
        String id = request.getTransactionId();
        Row known = rows.get(id);
        if (known != null) {
            return repeated(known, request.toByteString(), id);
        }
        if (tombstones.contains(id)) {
            throw new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, id);
        }
        if (rows.values().stream().anyMatch(row -> row.visit().equals(visit) && live(row))) {
            throw new CodedException(ErrorCode.VISIT_ALREADY_SETTLED, visit);
        }
        return post(id, request.toByteString(), visit, bill.getLinesList(), split, "");
    }

    /** Both rows or none; the same ids again answer the same. */
    synchronized RefundResponse refund(RefundRequest request) {
        CancelRequest cancel = CancelRequest.newBuilder()
                .setInstitution(request.getInstitution())
                .setTransactionId(request.getTransactionId())
                .setCancelTransactionId(request.getCancelTransactionId())
                .build();
        Row original = rows.get(request.getTransactionId());
        if (original != null && !rows.containsKey(request.getCancelTransactionId())) {
            for (String line : request.getLinesList()) {
                if (original.lines().stream()
                        .noneMatch(billed -> billed.getLine().equals(line))) {
                    throw new CodedException(ErrorCode.BILL_LINE_NOT_FOUND, line);
                }
            }
        }
        boolean repeated = rows.containsKey(request.getCancelTransactionId());
        RefundResponse.Builder answer = RefundResponse.newBuilder().setCancellation(cancel(cancel));
        List<FeeLine> left = rows.get(request.getTransactionId()).lines().stream()
                .filter(line -> !request.getLinesList().contains(line.getLine()))
                .toList();
        if (!left.isEmpty()) {
            String id = request.getResettleTransactionId();
            answer.setResettlement(
                    repeated
                            ? rows.get(id).settlement()
                            : post(id, request.toByteString(), original.visit(), left, FakeInsurer.split(left), ""));
        }
        return answer.build();
    }

    synchronized Settlement cancel(CancelRequest request) {
        String id = request.getCancelTransactionId();
        Row known = rows.get(id);
        if (known != null) {
            return repeated(known, request.toByteString(), id);
        }
        if (tombstones.contains(id)) {
            throw new CodedException(ErrorCode.TRANSACTION_TOMBSTONE, id);
        }
        Row original = rows.get(request.getTransactionId());
        if (original == null) {
            throw new CodedException(ErrorCode.TRANSACTION_NOT_FOUND, request.getTransactionId());
        }
        if (!live(original)) {
            throw new CodedException(ErrorCode.TRANSACTION_ALREADY_CANCELLED, request.getTransactionId());
        }
        move(request.getTransactionId(), SettlementState.SETTLEMENT_STATE_CANCELLED);
        Split split = original.settlement().getSplit();
        return post(
                id,
                request.toByteString(),
                "cancellation " + id,
                List.of(),
                Split.newBuilder()
                        .setTotalFen(-split.getTotalFen())
                        .setPooledFundFen(-split.getPooledFundFen())
                        .setCashFen(-split.getCashFen())
                        .build(),
                original.settlement().getSettlementId());
    }

    synchronized ReverseResponse reverse(String id) {
        Row row = rows.get(id);
        if (row == null) {
            tombstones.add(id);
            return ReverseResponse.newBuilder()
                    .setOutcome(ReverseOutcome.REVERSE_OUTCOME_NEVER_HAPPENED)
                    .build();
        }
        move(id, SettlementState.SETTLEMENT_STATE_REVERSED);
        return ReverseResponse.newBuilder()
                .setOutcome(ReverseOutcome.REVERSE_OUTCOME_REVERSED)
                .setSettlement(rows.get(id).settlement())
                .build();
    }

    synchronized QueryResponse query(String id) {
        Row row = rows.get(id);
        QueryResponse.Builder answer = QueryResponse.newBuilder();
        if (row != null) {
            return answer.setOutcome(QueryOutcome.QUERY_OUTCOME_FOUND)
                    .setSettlement(row.settlement())
                    .build();
        }
        return answer.setOutcome(
                        tombstones.contains(id)
                                ? QueryOutcome.QUERY_OUTCOME_TOMBSTONE
                                : QueryOutcome.QUERY_OUTCOME_UNKNOWN)
                .build();
    }

    /** Whether this id stands as a confirmed settlement. */
    public synchronized boolean stands(String id) {
        return rows.containsKey(id) && live(rows.get(id));
    }

    /** Confirmed settlements that are not cancellations. */
    public synchronized long liveSettlements() {
        return rows.values().stream()
                .filter(row ->
                        live(row) && row.settlement().getCancelsSettlementId().isEmpty())
                .count();
    }

    /** Rows of the one day of these books that count: what was reversed does not. */
    public synchronized List<Settlement> counting() {
        return rows.values().stream()
                .map(Row::settlement)
                .filter(settlement -> settlement.getState() != SettlementState.SETTLEMENT_STATE_REVERSED)
                .toList();
    }

    /** How often anything was posted, whatever became of it. */
    public synchronized int postings() {
        return postings;
    }

    private Settlement post(
            String id, ByteString request, String visit, List<FeeLine> lines, Split split, String cancels) {
        postings++;
        Settlement settlement = Settlement.newBuilder()
                .setSettlementId("S" + postings)
                .setTransactionId(id)
                .setState(SettlementState.SETTLEMENT_STATE_CONFIRMED)
                .setSplit(split)
                .setDay("2026-11-22")
                .setCancelsSettlementId(cancels)
                .build();
        rows.put(id, new Row(request, visit, List.copyOf(lines), settlement));
        return settlement;
    }

    private static Settlement repeated(Row known, ByteString request, String id) {
        if (!known.request().equals(request)) {
            throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, id);
        }
        return known.settlement();
    }

    private void move(String id, SettlementState state) {
        Row row = rows.get(id);
        Settlement moved = row.settlement().toBuilder().setState(state).build();
        rows.put(id, new Row(row.request(), row.visit(), row.lines(), moved));
    }

    private static boolean live(Row row) {
        return row.settlement().getState() == SettlementState.SETTLEMENT_STATE_CONFIRMED;
    }
}
