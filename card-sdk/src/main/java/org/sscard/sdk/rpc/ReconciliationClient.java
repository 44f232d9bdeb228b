package org.sscard.sdk.rpc;

import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.sscard.sdk.DayDifference;
import org.sscard.sdk.DayFigures;
import org.sscard.sdk.DayRow;
import org.sscard.sdk.Fen;
import org.sscard.sdk.TransactionId;
import org.sscard.wire.insurance.v1.CloseDayRequest;
import org.sscard.wire.insurance.v1.CompareLinesRequest;
import org.sscard.wire.insurance.v1.CompareTotalsRequest;
import org.sscard.wire.insurance.v1.CompareTotalsResponse;
import org.sscard.wire.insurance.v1.DayState;
import org.sscard.wire.insurance.v1.Difference;
import org.sscard.wire.insurance.v1.ReconciliationServiceGrpc;
import org.sscard.wire.insurance.v1.ReconciliationServiceGrpc.ReconciliationServiceBlockingStub;
import org.sscard.wire.insurance.v1.StatementLine;

/** The insurer's side of a day. */
public final class ReconciliationClient {
    private static final String NAME = "insurance";

    private final ReconciliationServiceBlockingStub stub;
    private final String institution;

    public ReconciliationClient(Channel channel, String institution) {
        this.stub = ReconciliationServiceGrpc.newBlockingStub(channel);
        this.institution = institution;
    }

    /** Whether the figures agree, and the insurer's. */
    public record Totals(boolean level, DayFigures insurer) {}

    public Totals compareTotals(LocalDate day, DayFigures own, Deadline deadline) {
        try {
            CompareTotalsResponse answer = stub.withDeadline(deadline)
                    .compareTotals(CompareTotalsRequest.newBuilder()
                            .setInstitution(institution)
                            .setDay(day.toString())
                            .setFigures(figures(own))
                            .build());
            return new Totals(answer.getLevel(), figures(answer.getFigures()));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    public List<DayDifference> compareLines(LocalDate day, List<DayRow> own, Deadline deadline) {
        CompareLinesRequest.Builder request =
                CompareLinesRequest.newBuilder().setInstitution(institution).setDay(day.toString());
        own.forEach(row -> request.addLines(StatementLine.newBuilder()
                .setTransactionId(row.transaction().value())
                .setTotalFen(row.total().value())
                .setPooledFundFen(row.pooledFund().value())
                .setAccountFen(row.account().value())));
        try {
            return stub.withDeadline(deadline).compareLines(request.build()).getDifferencesList().stream()
                    .filter(difference -> !difference.getResolved())
                    .map(ReconciliationClient::difference)
                    .toList();
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    /** Ends the day; false while it differs. */
    public boolean close(LocalDate day, DayFigures own, Deadline deadline) {
        try {
            DayState state = stub.withDeadline(deadline)
                    .closeDay(CloseDayRequest.newBuilder()
                            .setInstitution(institution)
                            .setDay(day.toString())
                            .setFigures(figures(own))
                            .build())
                    .getState();
            return state == DayState.DAY_STATE_BALANCED
                    || state == DayState.DAY_STATE_RESOLVED
                    || state == DayState.DAY_STATE_SEALED;
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    private static DayDifference difference(Difference difference) {
        return new DayDifference(
                new TransactionId(difference.getTransactionId()),
                switch (difference.getKind()) {
                    case DIFFERENCE_KIND_ONLY_INSURER -> DayDifference.Kind.ONLY_INSURER;
                    case DIFFERENCE_KIND_ONLY_INSTITUTION -> DayDifference.Kind.ONLY_INSTITUTION;
                    case DIFFERENCE_KIND_FIGURES -> DayDifference.Kind.FIGURES;
                    case DIFFERENCE_KIND_REPEATED -> DayDifference.Kind.REPEATED;
                    case DIFFERENCE_KIND_UNSPECIFIED, UNRECOGNIZED -> DayDifference.Kind.OTHER;
                },
                switch (difference.getAction()) {
                    case DIFFERENCE_ACTION_REVERSE -> DayDifference.Action.REVERSE;
                    case DIFFERENCE_ACTION_CANCEL -> DayDifference.Action.CANCEL;
                    case DIFFERENCE_ACTION_VOID_AT_INSTITUTION -> DayDifference.Action.VOID_AT_INSTITUTION;
                    case DIFFERENCE_ACTION_CORRECT_AT_INSTITUTION -> DayDifference.Action.CORRECT_AT_INSTITUTION;
                    case DIFFERENCE_ACTION_MOVE_AT_INSTITUTION -> DayDifference.Action.MOVE_AT_INSTITUTION;
                    case DIFFERENCE_ACTION_UNSPECIFIED, UNRECOGNIZED -> DayDifference.Action.OTHER;
                },
                difference.hasInsurer() ? Optional.of(row(difference.getInsurer())) : Optional.empty(),
                difference.hasInstitution() ? Optional.of(row(difference.getInstitution())) : Optional.empty(),
                difference.getInsurerDay().isEmpty()
                        ? Optional.empty()
                        : Optional.of(LocalDate.parse(difference.getInsurerDay())),
                difference.getInsurerState());
    }

    private static DayRow row(StatementLine line) {
        return new DayRow(
                new TransactionId(line.getTransactionId()),
                Fen.of(line.getTotalFen()),
                Fen.of(line.getPooledFundFen()),
                Fen.of(line.getAccountFen()));
    }

    private static DayFigures figures(org.sscard.wire.insurance.v1.DayFigures figures) {
        return new DayFigures(
                figures.getRows(),
                Fen.of(figures.getTotalFen()),
                Fen.of(figures.getPooledFundFen()),
                Fen.of(figures.getAccountFen()));
    }

    private static org.sscard.wire.insurance.v1.DayFigures figures(DayFigures own) {
        return org.sscard.wire.insurance.v1.DayFigures.newBuilder()
                .setRows(own.rows())
                .setTotalFen(own.total().value())
                .setPooledFundFen(own.pooledFund().value())
                .setAccountFen(own.account().value())
                .build();
    }
}
