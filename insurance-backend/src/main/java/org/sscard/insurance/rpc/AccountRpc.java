package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import org.sscard.insurance.account.CreditRun;
import org.sscard.insurance.account.Movement;
import org.sscard.insurance.account.PersonalAccounts;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.AccountMovement;
import org.sscard.wire.insurance.v1.AccountServiceGrpc;
import org.sscard.wire.insurance.v1.AccountStatement;
import org.sscard.wire.insurance.v1.GetAccountRequest;
import org.sscard.wire.insurance.v1.RunCreditRequest;
import org.sscard.wire.insurance.v1.RunCreditResponse;
import org.sscard.wire.insurance.v1.SetBaseRequest;
import org.sscard.wire.insurance.v1.SetBaseResponse;

/** insurance.v1.AccountService. */
public final class AccountRpc extends AccountServiceGrpc.AccountServiceImplBase {

    private static final int MOST_MOVEMENTS = 500;

    private final PersonalAccounts accounts;
    private final AuditTrail audit;

    public AccountRpc(PersonalAccounts accounts, AuditTrail audit) {
        this.accounts = accounts;
        this.audit = audit;
    }

    @Override
    public void runCredit(RunCreditRequest request, StreamObserver<RunCreditResponse> observer) {
        CreditRun run =
                new CreditRun(Fields.choice(CreditRun.Kind.class, request.getKind(), "kind"), request.getPeriod());
        PersonalAccounts.Outcome outcome =
                audit.recorded("CREDIT_ACCOUNTS", run.kind() + " " + run.period(), () -> accounts.run(run));
        answer(
                observer,
                RunCreditResponse.newBuilder()
                        .setCredited(outcome.credited())
                        .setAmountFen(outcome.amountFen())
                        .build());
    }

    @Override
    public void setBase(SetBaseRequest request, StreamObserver<SetBaseResponse> observer) {
        Fields.require(request.getBaseFen() >= 0, "base_fen", ">= 0");
        LocalDate from = month(request.getFromMonth());
        audit.recorded("SET_BASE", request.getFromMonth(), () -> {
            accounts.base(request.getPerson(), from, request.getBaseFen(), request.getRetired());
            return true;
        });
        answer(observer, SetBaseResponse.getDefaultInstance());
    }

    @Override
    public void getAccount(GetAccountRequest request, StreamObserver<AccountStatement> observer) {
        int limit = request.getLimit() <= 0 ? MOST_MOVEMENTS : Math.min(request.getLimit(), MOST_MOVEMENTS);
        PersonalAccounts.Statement statement =
                audit.recorded("READ_ACCOUNT", "1 person", () -> accounts.statement(request.getPerson(), limit));
        AccountStatement.Builder answer = AccountStatement.newBuilder().setBalanceFen(statement.balanceFen());
        statement.movements().forEach(movement -> answer.addMovements(wire(movement)));
        answer(observer, answer.build());
    }

    private static AccountMovement wire(Movement movement) {
        Long settlement = movement.settlementId();
        return AccountMovement.newBuilder()
                .setDay(movement.day().toString())
                .setKind(movement.kind())
                .setAmountFen(movement.amountFen())
                .setSettlementId(settlement == null ? "" : Long.toString(settlement))
                .build();
    }

    private static LocalDate month(String text) {
        try {
            return YearMonth.parse(text).atDay(1);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "from_month", "YYYY-MM");
        }
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
