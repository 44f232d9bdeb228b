package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.sscard.issuer.IssuerConfig;
import org.sscard.issuer.IssuerService;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.virtualcard.CardSession;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.DecideRequest;
import org.sscard.wire.keys.v1.Delivery;
import org.sscard.wire.keys.v1.KeyRecord;
import org.sscard.wire.keys.v1.ListDeliveriesRequest;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.PsamAnswer;
import org.sscard.wire.keys.v1.PsamOrder;
import org.sscard.wire.keys.v1.PsamState;

/** A running issuer and the people who come to it, each with a certificate of its own authority. */
final class CustodyHouse implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final IssuerService issuer;
    private final InternalCa ca;
    private final List<RpcConnection> opened = new ArrayList<>();
    private final CustodyServiceBlockingStub chen;
    private final CustodyServiceBlockingStub lin;

    private CustodyHouse(Path data, IssuerService issuer) {
        this.data = data;
        this.issuer = issuer;
        this.ca = InternalCa.open(data.resolve("tls"), Clock.systemUTC(), new SecureRandom());
        this.chen = person("chen", "P-001", Role.CUSTODIAN);
        this.lin = person("lin", "P-002", Role.CUSTODIAN);
    }

    static CustodyHouse open(Path data) {
        return open(data, Map.of());
    }

    static CustodyHouse open(Path data, Map<String, String> more) {
        return open(data, more, new SecureRandom());
    }

    static CustodyHouse open(Path data, Map<String, String> more, SecureRandom random) {
        return new CustodyHouse(data, start(data, more, random));
    }

    static IssuerService start(Path data, Map<String, String> more) {
        return start(data, more, new SecureRandom());
    }

    private static IssuerService start(Path data, Map<String, String> more, SecureRandom random) {
        Map<String, String> config = new HashMap<>(more);
        config.put("data", "\"" + data + "\"");
        config.put("server.port", "0");
        return IssuerService.start(Configuration.defaults(config, IssuerConfig.class), true, Clock.systemUTC(), random);
    }

    IssuerService issuer() {
        return issuer;
    }

    CustodyServiceBlockingStub chen() {
        return chen;
    }

    CustodyServiceBlockingStub lin() {
        return lin;
    }

    CustodyServiceBlockingStub person(String account, String person, Role... roles) {
        return as(CustodyServiceBlockingStub.class, account, person, roles);
    }

    <T extends AbstractBlockingStub<T>> T as(Class<T> stub, String account, String person, Role... roles) {
        return connection(account, person, roles).stub(stub, PATIENCE);
    }

    private RpcConnection connection(String account, String person, Role... roles) {
        RpcConnection connection = RpcConnection.to(issuer.httpUrl(), null);
        if (roles.length > 0) {
            connection.close();
            connection = RpcConnection.to(issuer.url(), ca.client(account, person, roles));
        }
        opened.add(connection);
        return connection;
    }

    /** Chen asks, Lin approves, Chen does it. */
    String both(String verb, Map<String, String> arguments) {
        CustodyAction action = action(verb, arguments);
        return perform(approved(action), action);
    }

    ApprovalState approved(CustodyAction action) {
        ApprovalState asked = chen.requestAction(action);
        return asked.getState().equals("APPROVED")
                ? asked
                : lin.approve(DecideRequest.newBuilder()
                        .setApprovalId(asked.getApprovalId())
                        .build());
    }

    String perform(ApprovalState approved, CustodyAction action) {
        return chen.performAction(PerformRequest.newBuilder()
                        .setApprovalId(approved.getApprovalId())
                        .setAction(action)
                        .build())
                .getResult();
    }

    KeyRecord key(String name) {
        return chen.listKeys(ListKeysRequest.getDefaultInstance()).getKeysList().stream()
                .filter(key -> key.getKey().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<String> keys() {
        return chen.listKeys(ListKeysRequest.getDefaultInstance()).getKeysList().stream()
                .map(KeyRecord::getKey)
                .toList();
    }

    Delivery delivered(String scope, String receivers, String threshold) {
        return delivery(both("KEY_DELIVER", Map.of("scope", scope, "receivers", receivers, "threshold", threshold)));
    }

    Delivery delivery(String id) {
        return chen.listDeliveries(ListDeliveriesRequest.getDefaultInstance()).getDeliveriesList().stream()
                .filter(delivery -> delivery.getDeliveryId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** As the CLI does: commands to the PSAM, answers back. */
    PsamState issue(ApprovalState approved, CustodyAction action, CardSession psam) throws Exception {
        CompletableFuture<PsamState> done = new CompletableFuture<>();
        AtomicReference<StreamObserver<PsamAnswer>> line = new AtomicReference<>();
        line.set(connection("chen", "P-001", Role.CUSTODIAN)
                .streamStub(CustodyServiceGrpc.CustodyServiceStub.class)
                .issuePsam(new StreamObserver<>() {
                    @Override
                    public void onNext(PsamOrder order) {
                        if (order.hasIssued()) {
                            done.complete(order.getIssued());
                        } else {
                            line.get().onNext(answer(psam, order));
                        }
                    }

                    @Override
                    public void onError(Throwable failure) {
                        done.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        done.completeExceptionally(new IllegalStateException("ended without a result"));
                    }
                }));
        line.get()
                .onNext(PsamAnswer.newBuilder()
                        .setBegin(PerformRequest.newBuilder()
                                .setApprovalId(approved.getApprovalId())
                                .setAction(action))
                        .build());
        try {
            return done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException status) {
                throw status;
            }
            throw e;
        }
    }

    private static PsamAnswer answer(CardSession psam, PsamOrder order) {
        if (order.getReset()) {
            psam.reset();
            return PsamAnswer.newBuilder()
                    .setResponse(ByteString.copyFrom(psam.atr()))
                    .build();
        }
        return PsamAnswer.newBuilder()
                .setResponse(
                        ByteString.copyFrom(psam.transmit(order.getCommand().toByteArray())))
                .build();
    }

    Path audit() {
        return data.resolve("audit.log");
    }

    static CustodyAction action(String verb, Map<String, String> arguments) {
        return CustodyAction.newBuilder()
                .setVerb(verb)
                .putAllArguments(arguments)
                .build();
    }

    static void refused(ErrorCode code, ThrowingCallable... calls) {
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            failure -> assertThat(GrpcErrors.fromStatus(failure).map(CodedException::code))
                                    .hasValue(code));
        }
    }

    @Override
    public void close() {
        opened.forEach(RpcConnection::close);
        issuer.close();
    }
}
