package org.sscard.launcher.bench;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.net.URI;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.sscard.wire.insurance.v1.BillKind;
import org.sscard.wire.insurance.v1.EnrolmentServiceGrpc;
import org.sscard.wire.insurance.v1.FeeLine;
import org.sscard.wire.insurance.v1.InsuredPerson;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.QuoteResponse;
import org.sscard.wire.insurance.v1.RegisterRequest;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;

/** A hospital without a card reader: stays of many persons, quoted and settled over gRPC. */
final class BenchBills implements AutoCloseable {

    static final int PERSONS = 10_000;

    private static final int REGISTERED_AT_ONCE = 500;
    private static final int QUOTED_AT_ONCE = 16;
    private static final int LINES = 5;

    private final ManagedChannel channel;
    private final SettlementServiceGrpc.SettlementServiceStub settlements;
    private final LocalDate today;
    private final AtomicInteger visits = new AtomicInteger();

    BenchBills(URI url, LocalDate today) {
        this.today = today;
        // Answers are only counted: that needs no thread of its own.
        channel = Grpc.newChannelBuilder(url.getAuthority(), InsecureChannelCredentials.create())
                .directExecutor()
                .build();
        settlements = SettlementServiceGrpc.newStub(channel);
    }

    void register() {
        EnrolmentServiceGrpc.EnrolmentServiceBlockingStub enrolment = EnrolmentServiceGrpc.newBlockingStub(channel);
        for (int from = 0; from < PERSONS; from += REGISTERED_AT_ONCE) {
            RegisterRequest.Builder request = RegisterRequest.newBuilder();
            for (int person = from; person < from + REGISTERED_AT_ONCE; person++) {
                request.addPersons(InsuredPerson.newBuilder()
                        .setSocialSecurityNumber(number(person))
                        .setName("测试")
                        .setRegion("211002")
                        .setScheme("RESIDENT")
                        .setInsuredClass("ELDERLY")
                        .setBenefitStart(today.minusYears(1).toString()));
            }
            enrolment.register(request.build());
        }
    }

    private static String number(int person) {
        return String.format(Locale.ROOT, "2110021950%08d", person);
    }

    /** Requests to settle, each of a quote of its own. */
    List<SettleRequest> quoted(int count) {
        int first = visits.getAndAdd(count);
        SettleRequest[] made = new SettleRequest[count];
        Load.closedLoop(
                QUOTED_AT_ONCE,
                count,
                number -> quote(first + number).thenAccept(quote -> made[number] = settle(first + number, quote)));
        return List.of(made);
    }

    private CompletableFuture<QuoteResponse> quote(int visit) {
        QuoteRequest.Builder bill = QuoteRequest.newBuilder()
                .setInstitution(BenchInsurer.INSTITUTION)
                .setSocialSecurityNumber(number(visit % PERSONS))
                .setKind(BillKind.BILL_KIND_INPATIENT)
                .setVisit("B" + visit)
                .setAdmittedOn(today.minusDays(3).toString())
                .setDischargedOn(today.toString())
                .setDiagnosis("J18.9");
        for (int line = 1; line <= LINES; line++) {
            bill.addLines(FeeLine.newBuilder()
                    .setLine("L" + line)
                    .setItem("XSANDBOX000000000001")
                    .setPrice1E4(1_000_000 + line * 7_900)
                    .setQuantity1E4(10_000));
        }
        return answer(bill.build(), settlements::quote);
    }

    private static SettleRequest settle(int visit, QuoteResponse quote) {
        return SettleRequest.newBuilder()
                .setInstitution(BenchInsurer.INSTITUTION)
                .setTransactionId("T" + visit)
                .setQuoteId(quote.getQuoteId())
                .setQuoteDigest(quote.getDigest())
                .build();
    }

    CompletableFuture<Settlement> settle(SettleRequest request) {
        return answer(request, settlements::settle);
    }

    CompletableFuture<Settlement> quoteAndSettle() {
        int visit = visits.getAndIncrement();
        return quote(visit).thenCompose(quote -> settle(settle(visit, quote)));
    }

    private static <Q, A> CompletableFuture<A> answer(Q request, BiConsumer<Q, StreamObserver<A>> call) {
        CompletableFuture<A> future = new CompletableFuture<>();
        call.accept(request, new StreamObserver<>() {
            @Override
            public void onNext(A message) {
                future.complete(message);
            }

            @Override
            public void onError(Throwable failure) {
                future.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                // The one message came before.
            }
        });
        return future;
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
