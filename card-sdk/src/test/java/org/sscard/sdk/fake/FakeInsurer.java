package org.sscard.sdk.fake;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.insurance.v1.CancelRequest;
import org.sscard.wire.insurance.v1.ChallengeRequest;
import org.sscard.wire.insurance.v1.ChallengeResponse;
import org.sscard.wire.insurance.v1.DailyLine;
import org.sscard.wire.insurance.v1.DailyListRequest;
import org.sscard.wire.insurance.v1.DailyListResponse;
import org.sscard.wire.insurance.v1.DayTotalsRequest;
import org.sscard.wire.insurance.v1.DayTotalsResponse;
import org.sscard.wire.insurance.v1.ExplanationStep;
import org.sscard.wire.insurance.v1.FeeLine;
import org.sscard.wire.insurance.v1.PresentCardRequest;
import org.sscard.wire.insurance.v1.PresentCardResponse;
import org.sscard.wire.insurance.v1.QueryRequest;
import org.sscard.wire.insurance.v1.QueryResponse;
import org.sscard.wire.insurance.v1.QuoteRequest;
import org.sscard.wire.insurance.v1.QuoteResponse;
import org.sscard.wire.insurance.v1.RefundRequest;
import org.sscard.wire.insurance.v1.RefundResponse;
import org.sscard.wire.insurance.v1.ReverseRequest;
import org.sscard.wire.insurance.v1.ReverseResponse;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;
import org.sscard.wire.insurance.v1.Split;

/**
 * An insurer that keeps real books in memory and does to each message what the test asks for. The books outlive a
 * restart of the server, as a database would.
 */
public final class FakeInsurer extends SettlementServiceGrpc.SettlementServiceImplBase implements AutoCloseable {
    /** Decides about the messages of one institution. */
    @FunctionalInterface
    public interface Line {
        Fault next(String message);
    }

    private interface Work<T> {
        T onTheBooks();
    }

    private record Quoted(QuoteRequest bill, Split split) {}

    private final Map<String, FakeLedger> ledgers = new ConcurrentHashMap<>();
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final Map<String, Quoted> quotes = new ConcurrentHashMap<>();
    private final Map<String, List<Runnable>> stuck = new ConcurrentHashMap<>();
    private final AtomicInteger quoteNumber = new AtomicInteger();
    private final FakeEncounters encounters = new FakeEncounters();
    private final FakeReconciliation reconciliation = new FakeReconciliation(this::ledger);
    private Server server;

    public FakeInsurer() throws IOException {
        server = serve(0);
    }

    public int port() {
        return server.getPort();
    }

    public FakeLedger ledger(String institution) {
        return ledgers.computeIfAbsent(institution, code -> new FakeLedger());
    }

    public FakeEncounters encounters() {
        return encounters;
    }

    public FakeReconciliation reconciliation() {
        return reconciliation;
    }

    public void line(String institution, Line line) {
        lines.put(institution, line);
    }

    /** Lets the messages of an institution that got stuck in the network arrive now. */
    public void deliverLate(String institution) {
        stuck.getOrDefault(institution, List.of()).forEach(Runnable::run);
        stuck.remove(institution);
    }

    public void stop() {
        server.shutdownNow();
        try {
            server.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public void restart() throws IOException {
        int port = server.getPort();
        stop();
        server = serve(port);
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public void quote(QuoteRequest request, StreamObserver<QuoteResponse> answer) {
        for (FeeLine line : request.getLinesList()) {
            if (line.getPrice1E4() < 0) {
                refuse(answer, new CodedException(ErrorCode.BILL_AMOUNT_NEGATIVE, line.getLine()));
                return;
            }
        }
        Split split = split(request.getLinesList());
        String id = "Q" + quoteNumber.incrementAndGet();
        quotes.put(id, new Quoted(request, split));
        answer.onNext(QuoteResponse.newBuilder()
                .setQuoteId(id)
                .setDigest(ByteString.copyFrom(new byte[32]))
                .setSplit(split)
                .build());
        answer.onCompleted();
    }

    /** The fund pays the half. */
    static Split split(List<FeeLine> lines) {
        long total = lines.stream()
                .mapToLong(line -> line.getPrice1E4() * line.getQuantity1E4() / 1_000_000)
                .sum();
        long fund = total / 2;
        return Split.newBuilder()
                .setTotalFen(total)
                .setInScopeFen(total)
                .setPooledFundFen(fund)
                .setProportionalSelfPayFen(total - fund)
                .setCashFen(total - fund)
                .setPersonFen(total - fund)
                .setRatioBp(5000)
                .setPayable(true)
                .setBasis("22")
                .addExplanation(ExplanationStep.newBuilder()
                        .setArticle("22")
                        .setTextZh("统筹基金支付")
                        .setTextEn("paid by the fund")
                        .setAmountFen(fund))
                .build();
    }

    @Override
    public void settle(SettleRequest request, StreamObserver<Settlement> answer) {
        Quoted quoted = quotes.get(request.getQuoteId());
        carry(
                "settle",
                request.getInstitution(),
                answer,
                () -> ledger(request.getInstitution()).settle(request, quoted.bill(), quoted.split()));
    }

    @Override
    public void challenge(ChallengeRequest request, StreamObserver<ChallengeResponse> answer) {
        byte[] id = request.getTransactionId().getBytes(StandardCharsets.US_ASCII);
        carry(
                "challenge",
                request.getInstitution(),
                answer,
                () -> ChallengeResponse.newBuilder()
                        .setChallenge(ByteString.copyFrom(id, 0, 16))
                        .build());
    }

    @Override
    public void refund(RefundRequest request, StreamObserver<RefundResponse> answer) {
        carry(
                "refund",
                request.getInstitution(),
                answer,
                () -> ledger(request.getInstitution()).refund(request));
    }

    @Override
    public void presentCard(PresentCardRequest request, StreamObserver<PresentCardResponse> answer) {
        LocalDateTime admitted = LocalDateTime.parse(request.getAdmittedAt());
        int minutes = (int) Duration.between(admitted, LocalDateTime.parse(request.getPresentedAt()))
                .toMinutes();
        reply(
                answer,
                PresentCardResponse.newBuilder()
                        .setMinutes(minutes)
                        .setInTime(minutes <= 24 * 60)
                        .build());
    }

    @Override
    public void dailyList(DailyListRequest request, StreamObserver<DailyListResponse> answer) {
        reply(
                answer,
                DailyListResponse.newBuilder()
                        .addLines(DailyLine.newBuilder()
                                .setLine("1")
                                .setCatalogueClass("B")
                                .setTotalFen(7120)
                                .setAdvanceFen(712)
                                .setInScopeFen(6408)
                                .setState("ACTIVE"))
                        .setTotalFen(7120)
                        .setInScopeFen(6408)
                        .setOwnFen(712)
                        .build());
    }

    @Override
    public void cancel(CancelRequest request, StreamObserver<Settlement> answer) {
        carry(
                "cancel",
                request.getInstitution(),
                answer,
                () -> ledger(request.getInstitution()).cancel(request));
    }

    @Override
    public void reverse(ReverseRequest request, StreamObserver<ReverseResponse> answer) {
        carry(
                "reverse",
                request.getInstitution(),
                answer,
                () -> ledger(request.getInstitution()).reverse(request.getTransactionId()));
    }

    @Override
    public void query(QueryRequest request, StreamObserver<QueryResponse> answer) {
        carry(
                "query",
                request.getInstitution(),
                answer,
                () -> ledger(request.getInstitution()).query(request.getTransactionId()));
    }

    @Override
    public void dayTotals(DayTotalsRequest request, StreamObserver<DayTotalsResponse> answer) {
        answer.onNext(DayTotalsResponse.newBuilder()
                .setSettlements((int) ledger(request.getInstitution()).liveSettlements())
                .build());
        answer.onCompleted();
    }

    private <T> void carry(String message, String institution, StreamObserver<T> answer, Work<T> act) {
        Fault fault = lines.getOrDefault(institution, any -> Fault.NONE).next(message);
        try {
            switch (fault) {
                case NONE -> reply(answer, act.onTheBooks());
                case REQUEST_LOST -> {}
                case RESET_BEFORE -> broken(answer);
                case REPLY_LOST -> act.onTheBooks();
                case RESET_AFTER -> {
                    act.onTheBooks();
                    broken(answer);
                }
                case ARRIVES_LATE ->
                    stuck.computeIfAbsent(institution, code -> new CopyOnWriteArrayList<>())
                            .add(() -> late(act));
                case DOUBLED -> {
                    act.onTheBooks();
                    reply(answer, act.onTheBooks());
                }
                case FAILS_AFTER_COMMIT -> {
                    act.onTheBooks();
                    refuse(answer, new CodedException(ErrorCode.SERVER_INTERNAL, "7"));
                }
                case KEY_SERVICE_AWAY -> refuse(answer, new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE));
                default -> throw new IllegalStateException(fault.name());
            }
        } catch (CodedException e) {
            refuse(answer, e);
        }
    }

    private static <T> void late(Work<T> act) {
        try {
            act.onTheBooks();
        } catch (CodedException e) {
            // Nobody waits for this answer any more.
        }
    }

    private static <T> void reply(StreamObserver<T> answer, T value) {
        answer.onNext(value);
        answer.onCompleted();
    }

    private static void broken(StreamObserver<?> answer) {
        answer.onError(Status.UNAVAILABLE.withDescription("connection reset").asRuntimeException());
    }

    private static void refuse(StreamObserver<?> answer, CodedException why) {
        answer.onError(GrpcErrors.toStatus(why));
    }

    private Server serve(int port) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .addService(this)
                .addService(reconciliation)
                .addService(encounters)
                .build()
                .start();
    }
}
