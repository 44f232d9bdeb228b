package org.sscard.insurance.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.time.DateTimeException;
import java.time.YearMonth;
import org.sscard.insurance.clearing.Clearing;
import org.sscard.insurance.clearing.ClearingBatch;
import org.sscard.insurance.clearing.DepositReturn;
import org.sscard.insurance.clearing.Deposits;
import org.sscard.insurance.clearing.FundStatement;
import org.sscard.insurance.clearing.FundStatementSheet;
import org.sscard.insurance.clearing.FundStatementWorkbook;
import org.sscard.insurance.clearing.FundStatements;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.AssessDepositRequest;
import org.sscard.wire.insurance.v1.BatchState;
import org.sscard.wire.insurance.v1.BuildBatchRequest;
import org.sscard.wire.insurance.v1.ClearingRow;
import org.sscard.wire.insurance.v1.ClearingServiceGrpc;
import org.sscard.wire.insurance.v1.FundLine;
import org.sscard.wire.insurance.v1.FundStatementRequest;
import org.sscard.wire.insurance.v1.FundStatementResponse;
import org.sscard.wire.insurance.v1.GetBatchRequest;
import org.sscard.wire.insurance.v1.ListDepositReturnsRequest;
import org.sscard.wire.insurance.v1.ListDepositReturnsResponse;
import org.sscard.wire.insurance.v1.MarkPaidRequest;
import org.sscard.wire.insurance.v1.ReturnDepositRequest;
import org.sscard.wire.insurance.v1.WithdrawBatchRequest;

/** insurance.v1.ClearingService, for staff. */
public final class ClearingRpc extends ClearingServiceGrpc.ClearingServiceImplBase {

    private final Clearing clearing;
    private static final int FIRST_YEAR = 2008;
    private static final int LAST_YEAR = 9999;
    private static final int LONGEST_REASON = 200;
    private static final String INSTITUTION = "[0-9A-Za-z]{1,12}";

    private final Deposits deposits;
    private final FundStatements statements;
    private final AuditTrail audit;

    public ClearingRpc(Clearing clearing, Deposits deposits, FundStatements statements, AuditTrail audit) {
        this.deposits = deposits;
        this.clearing = clearing;
        this.statements = statements;
        this.audit = audit;
    }

    @Override
    public void buildBatch(
            BuildBatchRequest request, StreamObserver<org.sscard.wire.insurance.v1.ClearingBatch> observer) {
        YearMonth month = month(request.getMonth());
        answer(
                observer,
                batch(audit.recorded(
                        "PREPARE_CLEARING",
                        month.toString(),
                        () -> clearing.prepare(month, Principal.current().person()))));
    }

    @Override
    public void getBatch(GetBatchRequest request, StreamObserver<org.sscard.wire.insurance.v1.ClearingBatch> observer) {
        YearMonth month = month(request.getMonth());
        answer(
                observer,
                batch(clearing.batch(month)
                        .orElseThrow(() -> new CodedException(ErrorCode.CLEARING_NOT_FOUND, month))));
    }

    @Override
    public void markPaid(MarkPaidRequest request, StreamObserver<org.sscard.wire.insurance.v1.ClearingBatch> observer) {
        YearMonth month = month(request.getMonth());
        answer(
                observer,
                batch(audit.recorded(
                        "CLEARING_PAID",
                        month.toString(),
                        () -> clearing.markPaid(month, Principal.current().person()))));
    }

    @Override
    public void withdrawBatch(
            WithdrawBatchRequest request, StreamObserver<org.sscard.wire.insurance.v1.ClearingBatch> observer) {
        YearMonth month = month(request.getMonth());
        String reason = reason(request.getReason());
        answer(
                observer,
                batch(audit.recorded(
                        "WITHDRAW_CLEARING",
                        month.toString(),
                        () -> clearing.withdraw(month, Principal.current().person(), reason))));
    }

    @Override
    public void assessDeposit(
            AssessDepositRequest request, StreamObserver<org.sscard.wire.insurance.v1.DepositReturn> observer) {
        int year = year(request.getYear());
        String institution = institution(request.getInstitution());
        String reason = reason(request.getReason());
        answer(
                observer,
                deposit(audit.recorded(
                        "ASSESS_DEPOSIT",
                        institution + "/" + year,
                        () -> deposits.assess(
                                year,
                                institution,
                                request.getReturnBp(),
                                reason,
                                Principal.current().person()))));
    }

    @Override
    public void returnDeposit(
            ReturnDepositRequest request, StreamObserver<org.sscard.wire.insurance.v1.DepositReturn> observer) {
        int year = year(request.getYear());
        String institution = institution(request.getInstitution());
        answer(
                observer,
                deposit(audit.recorded(
                        "DEPOSIT_RETURNED",
                        institution + "/" + year,
                        () -> deposits.giveBack(
                                year, institution, Principal.current().person()))));
    }

    @Override
    public void listDepositReturns(
            ListDepositReturnsRequest request, StreamObserver<ListDepositReturnsResponse> observer) {
        ListDepositReturnsResponse.Builder response = ListDepositReturnsResponse.newBuilder();
        deposits.of(year(request.getYear())).forEach(one -> response.addReturns(deposit(one)));
        answer(observer, response.build());
    }

    private static org.sscard.wire.insurance.v1.DepositReturn deposit(DepositReturn deposit) {
        String returnedBy = deposit.returnedBy();
        return org.sscard.wire.insurance.v1.DepositReturn.newBuilder()
                .setYear(deposit.year())
                .setInstitution(deposit.institution())
                .setDepositFen(deposit.depositFen())
                .setReturnedFen(deposit.returnedFen())
                .setReason(deposit.reason())
                .setAssessedBy(deposit.assessedBy())
                .setReturnedBy(returnedBy == null ? "" : returnedBy)
                .build();
    }

    private static int year(int year) {
        Fields.require(year >= FIRST_YEAR && year <= LAST_YEAR, "year", "YYYY");
        return year;
    }

    private static String institution(String code) {
        Fields.require(code.matches(INSTITUTION), "institution", "12");
        return code;
    }

    private static String reason(String text) {
        Fields.require(!text.isBlank() && text.length() <= LONGEST_REASON, "reason", "1–" + LONGEST_REASON);
        return text.strip();
    }

    @Override
    public void fundStatement(FundStatementRequest request, StreamObserver<FundStatementResponse> observer) {
        FundStatement statement = audit.recorded(
                "FUND_STATEMENT",
                request.getFrom() + "/" + request.getTo(),
                () -> statements.statement(
                        WireSettlements.date(request.getFrom()), WireSettlements.date(request.getTo())));
        FundStatementResponse.Builder response = FundStatementResponse.newBuilder()
                .setOpeningFen(statement.openingFen())
                .setClosingFen(statement.closingFen())
                .setLedgerFen(statement.ledgerFen());
        statement.income().forEach(line -> response.addIncome(line(line)));
        statement.expense().forEach(line -> response.addExpense(line(line)));
        switch (request.getFormat()) {
            case "" -> {}
            case "XLSX" -> response.setFile(ByteString.copyFrom(FundStatementWorkbook.xlsx(statement)));
            case "PDF" -> response.setFile(ByteString.copyFrom(FundStatementSheet.pdf(statement)));
            default -> throw new CodedException(ErrorCode.REQUEST_INVALID, "format");
        }
        answer(observer, response.build());
    }

    private static FundLine line(FundStatement.Line line) {
        return FundLine.newBuilder()
                .setKind(line.kind())
                .setScheme(line.scheme())
                .setNameZh(line.nameZh())
                .setNameEn(line.nameEn())
                .setAmountFen(line.amountFen())
                .build();
    }

    private static org.sscard.wire.insurance.v1.ClearingBatch batch(ClearingBatch batch) {
        org.sscard.wire.insurance.v1.ClearingBatch.Builder message =
                org.sscard.wire.insurance.v1.ClearingBatch.newBuilder()
                        .setMonth(batch.month().toString())
                        .setState(BatchState.valueOf(
                                "BATCH_STATE_" + batch.state().name()))
                        .setPayableFen(batch.payableFen())
                        .setDepositFen(batch.depositFen())
                        .setPaidFen(batch.paidFen())
                        .setPreparedBy(batch.preparedBy());
        if (batch.reviewedBy() != null) {
            message.setReviewedBy(batch.reviewedBy());
        }
        for (ClearingBatch.Row row : batch.rows()) {
            message.addRows(ClearingRow.newBuilder()
                    .setInstitution(row.institution())
                    .setName(row.name())
                    .setDays(row.days())
                    .setPayableFen(row.payableFen())
                    .setDepositFen(row.depositFen())
                    .setPaidFen(row.paidFen()));
        }
        return message.build();
    }

    private static YearMonth month(String text) {
        try {
            return YearMonth.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "month");
        }
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
