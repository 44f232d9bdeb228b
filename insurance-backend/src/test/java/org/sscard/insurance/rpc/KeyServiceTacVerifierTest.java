package org.sscard.insurance.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.settlement.TacVerifier.Verdict;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.keys.v1.VerifyTacsResponse;

/** One proof goes at once; many go together; a key service that is slow, broken or refuses leaves nothing half done. */
@Timeout(60)
class KeyServiceTacVerifierTest {
    private static final String GENUINE = "00000001";
    private static final String FALSE = "00000002";

    private final List<Integer> sizes = new CopyOnWriteArrayList<>();
    private final List<Runnable> held = new CopyOnWriteArrayList<>();
    private volatile boolean holding;
    private volatile BiConsumer<VerifyTacsRequest, StreamObserver<VerifyTacsResponse>> answer =
            KeyServiceTacVerifierTest::verdicts;
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private ServiceServer server;
    private RpcConnection connection;
    private KeyServiceTacVerifier verifier;

    @BeforeEach
    void open() {
        server = ServiceServer.builder(new ServerConfig("127.0.0.1", 0, List.of(), null))
                .grpc(new Keys())
                .roles(RoleTable.builder()
                        .allow(KeyServiceGrpc.getServiceDescriptor(), Role.INSTITUTION)
                        .build())
                .dev(Role.INSTITUTION)
                .start();
        connection = RpcConnection.to(server.url(), null);
        verifier = new KeyServiceTacVerifier(connection, Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
        callers.shutdownNow();
    }

    @Test
    void aLoneProof_goesAtOnce_andAlone() {
        assertThat(verifier.verify(proof(GENUINE))).isEqualTo(Verdict.GENUINE);
        assertThat(verifier.verify(proof(FALSE))).isEqualTo(Verdict.FALSE);
        assertThat(sizes).containsExactly(1, 1);
    }

    @Test
    void proofsThatComeWhileCallsAreUnderWay_goTogether_eachWithItsOwnVerdict() {
        holding = true;
        List<CompletableFuture<Verdict>> verdicts = new ArrayList<>();
        for (int proof = 0; proof < 2; proof++) {
            verdicts.add(ask(GENUINE));
        }
        await().until(() -> held.size() == 2);
        for (int proof = 0; proof < 40; proof++) {
            verdicts.add(ask(proof % 3 == 0 ? FALSE : GENUINE));
        }
        await().until(() -> verifier.waiting() == 40);
        release();

        for (int proof = 0; proof < 42; proof++) {
            assertThat(verdicts.get(proof).join())
                    .isEqualTo(proof >= 2 && (proof - 2) % 3 == 0 ? Verdict.FALSE : Verdict.GENUINE);
        }
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(42);
        assertThat(sizes).hasSizeLessThanOrEqualTo(4).contains(40);
    }

    @Test
    void aServiceThatDoesNotAnswerInTime_isRetryable_andWhatWaitedIsNotAskedForAnyMore() {
        verifier = new KeyServiceTacVerifier(connection, Duration.ofMillis(400));
        holding = true;
        List<CompletableFuture<Verdict>> verdicts = List.of(ask(GENUINE), ask(GENUINE), ask(GENUINE), ask(GENUINE));
        verdicts.forEach(KeyServiceTacVerifierTest::assertUnavailable);
        release();
        assertThat(verifier.verify(proof(FALSE))).isEqualTo(Verdict.FALSE);
        assertThat(sizes).containsExactly(1, 1, 1);
    }

    @Test
    void fewerVerdictsThanProofs_areNoVerdicts() {
        answer = (request, observer) -> {
            observer.onNext(VerifyTacsResponse.getDefaultInstance());
            observer.onCompleted();
        };
        assertUnavailable(ask(GENUINE));
    }

    @Test
    void aProofThatTheServiceRefusesToRead_doesNotHoldUpTheOthers() {
        holding = true;
        List<CompletableFuture<Verdict>> first = List.of(ask(GENUINE), ask(GENUINE));
        await().until(() -> held.size() == 2);
        List<CompletableFuture<Verdict>> together = List.of(ask(GENUINE), ask("0000000F"), ask(FALSE));
        await().until(() -> verifier.waiting() == 3);
        release();
        first.forEach(verdict -> assertThat(verdict.join()).isEqualTo(Verdict.GENUINE));
        assertThat(together.get(0).join()).isEqualTo(Verdict.GENUINE);
        assertThat(together.get(2).join()).isEqualTo(Verdict.FALSE);
        assertUnavailable(together.get(1));
        assertThat(verifier.verify(proof(GENUINE))).isEqualTo(Verdict.GENUINE);
    }

    private static void assertUnavailable(CompletableFuture<Verdict> verdict) {
        assertThatThrownBy(verdict::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(CodedException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.KEY_SERVICE_UNAVAILABLE);
                    assertThat(e.retryable()).isTrue();
                });
    }

    private CompletableFuture<Verdict> ask(String tac) {
        return CompletableFuture.supplyAsync(() -> verifier.verify(proof(tac)), callers);
    }

    private void release() {
        holding = false;
        held.forEach(Runnable::run);
    }

    /** The stand-in reads the verdict from the TAC; it cannot read one that ends in 0F. */
    private static void verdicts(VerifyTacsRequest request, StreamObserver<VerifyTacsResponse> observer) {
        if (request.getProofsList().stream().anyMatch(proof -> proof.getTac().byteAt(3) == 0x0F)) {
            observer.onError(GrpcErrors.toStatus(new CodedException(ErrorCode.REQUEST_INVALID, "proofs", "tac")));
            return;
        }
        VerifyTacsResponse.Builder verdicts = VerifyTacsResponse.newBuilder();
        request.getProofsList()
                .forEach(proof ->
                        verdicts.addVerdicts(TacVerdict.forNumber(proof.getTac().byteAt(3))));
        observer.onNext(verdicts.build());
        observer.onCompleted();
    }

    private static CardProof proof(String tac) {
        return new CardProof(
                "000102030405060708090A0B0C0D0E0F",
                "00000000000000000000000000",
                "211002",
                CardProof.Algorithm.DES,
                "210000000001",
                1,
                "20260320100000",
                0,
                100,
                0,
                1,
                tac);
    }

    private final class Keys extends KeyServiceGrpc.KeyServiceImplBase {
        @Override
        public void verifyTacs(VerifyTacsRequest request, StreamObserver<VerifyTacsResponse> observer) {
            sizes.add(request.getProofsCount());
            if (holding) {
                held.add(() -> answer.accept(request, observer));
            } else {
                answer.accept(request, observer);
            }
        }
    }
}
