package org.sscard.terminal.kiosk;

import io.grpc.stub.StreamObserver;
import org.sscard.wire.insurance.v1.AccountMovement;
import org.sscard.wire.insurance.v1.AccountServiceGrpc;
import org.sscard.wire.insurance.v1.AccountStatement;
import org.sscard.wire.insurance.v1.Accumulator;
import org.sscard.wire.insurance.v1.BenefitPeriod;
import org.sscard.wire.insurance.v1.Benefits;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.GetAccountRequest;
import org.sscard.wire.insurance.v1.GetBenefitsRequest;
import org.sscard.wire.insurance.v1.Notice;

/** The insurer's end of the line. */
final class SpokenInsurer {

    private SpokenInsurer() {}

    static final class Enrolment extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {
        @Override
        public void getBenefits(GetBenefitsRequest request, StreamObserver<Benefits> observer) {
            observer.onNext(Benefits.newBuilder()
                    .setScheme("RESIDENT")
                    .setInsuredClass("WORKING")
                    .addPeriods(
                            BenefitPeriod.newBuilder().setStart("2026-01-01").setEnd("2026-12-31"))
                    .addNotices(Notice.newBuilder()
                            .setPeriod("2027")
                            .setPersonalFen(40_000)
                            .setState("DUE"))
                    .addAccumulators(Accumulator.newBuilder()
                            .setPeriod("2026")
                            .setUsedFen(1_234_567)
                            .setCapFen(12_000_000))
                    .setAccountFen(98_765)
                    .build());
            observer.onCompleted();
        }
    }

    static final class Accounts extends AccountServiceGrpc.AccountServiceImplBase {
        @Override
        public void getAccount(GetAccountRequest request, StreamObserver<AccountStatement> observer) {
            AccountStatement.Builder statement = AccountStatement.newBuilder().setBalanceFen(98_765);
            for (int month = 11; month > 0; month--) {
                statement.addMovements(AccountMovement.newBuilder()
                        .setDay(String.format("2026-%02d-15", month))
                        .setKind(month % 3 == 0 ? "SETTLE" : "ACCOUNT_CREDIT")
                        .setAmountFen(month % 3 == 0 ? -4_321 : 8_600));
            }
            observer.onNext(statement.build());
            observer.onCompleted();
        }
    }
}
