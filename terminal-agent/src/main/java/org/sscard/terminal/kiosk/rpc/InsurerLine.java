package org.sscard.terminal.kiosk.rpc;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.function.Supplier;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.terminal.kiosk.Insurer;
import org.sscard.wire.insurance.v1.AccountServiceGrpc.AccountServiceBlockingStub;
import org.sscard.wire.insurance.v1.AccountStatement;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc.EnrolmentServiceBlockingStub;
import org.sscard.wire.insurance.v1.GetAccountRequest;
import org.sscard.wire.insurance.v1.GetBenefitsRequest;

/** The insurer over gRPC. */
public final class InsurerLine implements Insurer {

    private static final Duration PATIENCE = Duration.ofSeconds(6);
    private static final int MOVEMENTS = 30;

    private final RpcConnection connection;
    private final EnrolmentServiceBlockingStub enrolment;
    private final AccountServiceBlockingStub accounts;

    public InsurerLine(RpcConnection connection) {
        this.connection = connection;
        this.enrolment = connection.stub(EnrolmentServiceBlockingStub.class, PATIENCE);
        this.accounts = connection.stub(AccountServiceBlockingStub.class, PATIENCE);
    }

    @Override
    public Benefits benefits(String socialSecurityNumber) {
        org.sscard.wire.insurance.v1.Benefits answer = called(() -> enrolment.getBenefits(
                GetBenefitsRequest.newBuilder().setPerson(socialSecurityNumber).build()));
        return new Benefits(
                answer.getScheme(),
                answer.getInsuredClass(),
                answer.getPeriodsList().stream()
                        .map(period -> new Period(period.getStart(), period.getEnd()))
                        .toList(),
                answer.getNoticesList().stream()
                        .map(notice -> new Contribution(notice.getPeriod(), notice.getPersonalFen(), notice.getState()))
                        .toList(),
                answer.getAccumulatorsList().stream()
                        .map(used -> new Used(used.getPeriod(), used.getUsedFen(), used.getCapFen()))
                        .toList(),
                answer.getAccountFen());
    }

    @Override
    public Account account(String socialSecurityNumber) {
        AccountStatement answer = called(() -> accounts.getAccount(GetAccountRequest.newBuilder()
                .setPerson(socialSecurityNumber)
                .setLimit(MOVEMENTS)
                .build()));
        return new Account(
                answer.getBalanceFen(),
                answer.getMovementsList().stream()
                        .map(movement -> new Movement(movement.getDay(), movement.getKind(), movement.getAmountFen()))
                        .toList());
    }

    private <T> T called(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            throw connection.failure(e);
        }
    }
}
