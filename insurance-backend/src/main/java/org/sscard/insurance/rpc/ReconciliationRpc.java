package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.reconcile.DayClose;
import org.sscard.insurance.reconcile.DayClosing;
import org.sscard.insurance.reconcile.DayFigures;
import org.sscard.insurance.reconcile.DayState;
import org.sscard.insurance.reconcile.Difference;
import org.sscard.insurance.reconcile.StatementLine;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.CloseDayRequest;
import org.sscard.wire.insurance.v1.CompareLinesRequest;
import org.sscard.wire.insurance.v1.CompareLinesResponse;
import org.sscard.wire.insurance.v1.CompareTotalsRequest;
import org.sscard.wire.insurance.v1.CompareTotalsResponse;
import org.sscard.wire.insurance.v1.DifferenceAction;
import org.sscard.wire.insurance.v1.DifferenceKind;
import org.sscard.wire.insurance.v1.GetDayRequest;
import org.sscard.wire.insurance.v1.ListDaysRequest;
import org.sscard.wire.insurance.v1.ListDaysResponse;
import org.sscard.wire.insurance.v1.ReconciliationServiceGrpc;
import org.sscard.wire.insurance.v1.ResolveDifferenceRequest;
import org.sscard.wire.insurance.v1.SealDayRequest;

/** insurance.v1.ReconciliationService. An institution closes its own days; staff resolve and seal. */
public final class ReconciliationRpc extends ReconciliationServiceGrpc.ReconciliationServiceImplBase {

    private final DayClosing closing;
    private final AuditTrail audit;
    private final InstitutionBinding binding;

    public ReconciliationRpc(DayClosing closing, AuditTrail audit) {
        this.closing = closing;
        this.audit = audit;
        this.binding = new InstitutionBinding(audit);
    }

    @Override
    public void compareTotals(CompareTotalsRequest request, StreamObserver<CompareTotalsResponse> observer) {
        binding.require(request.getInstitution());
        DayClosing.Level level =
                closing.compareTotals(request.getInstitution(), day(request.getDay()), figures(request.getFigures()));
        answer(
                observer,
                CompareTotalsResponse.newBuilder()
                        .setLevel(level.level())
                        .setFigures(figures(level.ours()))
                        .setState(state(level.state()))
                        .build());
    }

    @Override
    public void compareLines(CompareLinesRequest request, StreamObserver<CompareLinesResponse> observer) {
        binding.require(request.getInstitution());
        List<StatementLine> lines = request.getLinesList().stream()
                .map(line -> new StatementLine(
                        line.getTransactionId(), line.getTotalFen(), line.getPooledFundFen(), line.getAccountFen()))
                .toList();
        DayClosing.Compared compared = closing.compareLines(request.getInstitution(), day(request.getDay()), lines);
        CompareLinesResponse.Builder response =
                CompareLinesResponse.newBuilder().setState(state(compared.state()));
        compared.differences().forEach(difference -> response.addDifferences(difference(difference)));
        answer(observer, response.build());
    }

    @Override
    public void closeDay(CloseDayRequest request, StreamObserver<org.sscard.wire.insurance.v1.DayClose> observer) {
        binding.require(request.getInstitution());
        LocalDate day = day(request.getDay());
        answer(
                observer,
                day(audit.recorded(
                        "CLOSE_DAY",
                        subject(request.getInstitution(), day),
                        () -> closing.close(
                                request.getInstitution(),
                                day,
                                figures(request.getFigures()),
                                Principal.current().account()))));
    }

    @Override
    public void getDay(GetDayRequest request, StreamObserver<org.sscard.wire.insurance.v1.DayClose> observer) {
        binding.require(request.getInstitution());
        answer(observer, day(closing.day(request.getInstitution(), day(request.getDay()))));
    }

    @Override
    public void listDays(ListDaysRequest request, StreamObserver<ListDaysResponse> observer) {
        ListDaysResponse.Builder response = ListDaysResponse.newBuilder();
        closing.days(whose(request.getInstitution()), day(request.getFrom()), day(request.getTo()))
                .forEach(day -> response.addDays(day(day)));
        answer(observer, response.build());
    }

    /** Null: everybody's, which only staff may see. */
    private @Nullable String whose(String institution) {
        if (institution.isEmpty()) {
            Principal caller = Principal.current();
            if (!caller.has(Role.OPERATOR) && !caller.has(Role.AUDITOR)) {
                throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, "institution");
            }
            return null;
        }
        binding.require(institution);
        return institution;
    }

    @Override
    public void resolveDifference(
            ResolveDifferenceRequest request, StreamObserver<org.sscard.wire.insurance.v1.DayClose> observer) {
        LocalDate day = day(request.getDay());
        answer(
                observer,
                day(audit.recorded(
                        "RESOLVE_DIFFERENCE",
                        subject(request.getInstitution(), day) + "/" + request.getTransactionId(),
                        () -> closing.resolve(
                                request.getInstitution(),
                                day,
                                request.getTransactionId(),
                                request.getResolution(),
                                Principal.current().account()))));
    }

    @Override
    public void sealDay(SealDayRequest request, StreamObserver<org.sscard.wire.insurance.v1.DayClose> observer) {
        LocalDate day = day(request.getDay());
        answer(
                observer,
                day(audit.recorded(
                        "SEAL_DAY",
                        subject(request.getInstitution(), day),
                        () -> closing.seal(
                                request.getInstitution(),
                                day,
                                Principal.current().account()))));
    }

    private static LocalDate day(String text) {
        return WireSettlements.date(text);
    }

    private static String subject(String institution, LocalDate day) {
        return institution + "/" + day;
    }

    private static DayFigures figures(org.sscard.wire.insurance.v1.DayFigures figures) {
        return new DayFigures(
                figures.getRows(), figures.getTotalFen(), figures.getPooledFundFen(), figures.getAccountFen());
    }

    private static org.sscard.wire.insurance.v1.DayFigures figures(DayFigures figures) {
        return org.sscard.wire.insurance.v1.DayFigures.newBuilder()
                .setRows(figures.rows())
                .setTotalFen(figures.totalFen())
                .setPooledFundFen(figures.fundFen())
                .setAccountFen(figures.accountFen())
                .build();
    }

    private static org.sscard.wire.insurance.v1.DayState state(DayState state) {
        return org.sscard.wire.insurance.v1.DayState.valueOf("DAY_STATE_" + state.name());
    }

    private static org.sscard.wire.insurance.v1.DayClose day(DayClose day) {
        org.sscard.wire.insurance.v1.DayClose.Builder message = org.sscard.wire.insurance.v1.DayClose.newBuilder()
                .setInstitution(day.institution())
                .setDay(day.day().toString())
                .setState(state(day.state()))
                .setInsurer(figures(day.ours()))
                .setLedgerPayableFen(day.ledgerPayableFen());
        if (day.told() != null) {
            message.setInstitutionFigures(figures(day.told()));
        }
        if (day.clearedIn() != null) {
            message.setClearedIn(day.clearedIn());
        }
        day.differences().forEach(difference -> message.addDifferences(difference(difference)));
        return message.build();
    }

    private static org.sscard.wire.insurance.v1.Difference difference(Difference difference) {
        org.sscard.wire.insurance.v1.Difference.Builder message = org.sscard.wire.insurance.v1.Difference.newBuilder()
                .setTransactionId(difference.transactionId())
                .setKind(DifferenceKind.valueOf(
                        "DIFFERENCE_KIND_" + difference.kind().name()))
                .setAction(DifferenceAction.valueOf(
                        "DIFFERENCE_ACTION_" + difference.action().name()))
                .setInsurerState(difference.insurerState());
        if (difference.insurer() != null) {
            message.setInsurer(line(difference.insurer()));
        }
        if (difference.institution() != null) {
            message.setInstitution(line(difference.institution()));
        }
        if (difference.insurerDay() != null) {
            message.setInsurerDay(difference.insurerDay().toString());
        }
        if (difference.resolution() != null) {
            message.setResolved(true).setResolution(difference.resolution());
        }
        return message.build();
    }

    private static org.sscard.wire.insurance.v1.StatementLine line(StatementLine line) {
        return org.sscard.wire.insurance.v1.StatementLine.newBuilder()
                .setTransactionId(line.transactionId())
                .setTotalFen(line.totalFen())
                .setPooledFundFen(line.fundFen())
                .setAccountFen(line.accountFen())
                .build();
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
