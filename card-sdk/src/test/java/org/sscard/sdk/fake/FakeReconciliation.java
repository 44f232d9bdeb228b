package org.sscard.sdk.fake;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sscard.wire.insurance.v1.CloseDayRequest;
import org.sscard.wire.insurance.v1.CompareLinesRequest;
import org.sscard.wire.insurance.v1.CompareLinesResponse;
import org.sscard.wire.insurance.v1.CompareTotalsRequest;
import org.sscard.wire.insurance.v1.CompareTotalsResponse;
import org.sscard.wire.insurance.v1.DayClose;
import org.sscard.wire.insurance.v1.DayFigures;
import org.sscard.wire.insurance.v1.DayState;
import org.sscard.wire.insurance.v1.Difference;
import org.sscard.wire.insurance.v1.DifferenceAction;
import org.sscard.wire.insurance.v1.DifferenceKind;
import org.sscard.wire.insurance.v1.ReconciliationServiceGrpc;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.StatementLine;

/** Compares days with the books of a {@link FakeInsurer}, all of whose rows are of 2026-11-22. */
public final class FakeReconciliation extends ReconciliationServiceGrpc.ReconciliationServiceImplBase {
    private static final String DAY = "2026-11-22";

    private final Function<String, FakeLedger> ledgers;
    private final List<String> closed = new CopyOnWriteArrayList<>();

    FakeReconciliation(Function<String, FakeLedger> ledgers) {
        this.ledgers = ledgers;
    }

    /** Days that were closed, in order, with every repetition. */
    public List<String> closed() {
        return List.copyOf(closed);
    }

    @Override
    public void compareTotals(CompareTotalsRequest request, StreamObserver<CompareTotalsResponse> answer) {
        DayFigures own = figures(request.getInstitution(), request.getDay());
        answer.onNext(CompareTotalsResponse.newBuilder()
                .setLevel(own.equals(request.getFigures()))
                .setFigures(own)
                .build());
        answer.onCompleted();
    }

    @Override
    public void compareLines(CompareLinesRequest request, StreamObserver<CompareLinesResponse> answer) {
        Map<String, StatementLine> theirs = request.getLinesList().stream()
                .collect(Collectors.toMap(StatementLine::getTransactionId, line -> line));
        CompareLinesResponse.Builder differences = CompareLinesResponse.newBuilder();
        for (Settlement row : rows(request.getInstitution(), request.getDay())) {
            StatementLine line = theirs.remove(row.getTransactionId());
            if (line == null) {
                differences.addDifferences(Difference.newBuilder()
                        .setTransactionId(row.getTransactionId())
                        .setKind(DifferenceKind.DIFFERENCE_KIND_ONLY_INSURER)
                        .setAction(DifferenceAction.DIFFERENCE_ACTION_REVERSE)
                        .setInsurer(line(row))
                        .setInsurerState("CONFIRMED"));
            }
        }
        theirs.values()
                .forEach(line -> differences.addDifferences(Difference.newBuilder()
                        .setTransactionId(line.getTransactionId())
                        .setKind(DifferenceKind.DIFFERENCE_KIND_ONLY_INSTITUTION)
                        .setAction(DifferenceAction.DIFFERENCE_ACTION_VOID_AT_INSTITUTION)
                        .setInstitution(line)));
        answer.onNext(differences.build());
        answer.onCompleted();
    }

    @Override
    public void closeDay(CloseDayRequest request, StreamObserver<DayClose> answer) {
        closed.add(request.getDay());
        boolean level = figures(request.getInstitution(), request.getDay()).equals(request.getFigures());
        answer.onNext(DayClose.newBuilder()
                .setState(level ? DayState.DAY_STATE_BALANCED : DayState.DAY_STATE_DIFFERENT)
                .build());
        answer.onCompleted();
    }

    private List<Settlement> rows(String institution, String day) {
        return day.equals(DAY) ? new ArrayList<>(ledgers.apply(institution).counting()) : List.of();
    }

    private DayFigures figures(String institution, String day) {
        DayFigures.Builder sum = DayFigures.newBuilder();
        for (Settlement row : rows(institution, day)) {
            sum.setRows(sum.getRows() + 1)
                    .setTotalFen(sum.getTotalFen() + row.getSplit().getTotalFen())
                    .setPooledFundFen(sum.getPooledFundFen() + row.getSplit().getPooledFundFen())
                    .setAccountFen(sum.getAccountFen() + row.getSplit().getAccountFen());
        }
        return sum.build();
    }

    private static StatementLine line(Settlement row) {
        return StatementLine.newBuilder()
                .setTransactionId(row.getTransactionId())
                .setTotalFen(row.getSplit().getTotalFen())
                .setPooledFundFen(row.getSplit().getPooledFundFen())
                .setAccountFen(row.getSplit().getAccountFen())
                .build();
    }
}
