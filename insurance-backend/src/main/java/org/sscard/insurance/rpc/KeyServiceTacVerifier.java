package org.sscard.insurance.rpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.insurance.settlement.CardAuthentication;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.settlement.TacVerifier;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyAuthenticationRequest;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.keys.v1.VerifyTacsResponse;

/**
 * Asks keys.v1.KeyService over a connection with the insurer's client certificate. No answer means: not posted.
 *
 * <p>A proof that comes while fewer than {@value #MOST_CALLS} calls are under way goes at once and alone. Those that come
 * meanwhile wait for one of them to end and go together in the next one, so that a lone proof never waits for others and many
 * never wait in a row.
 */
public final class KeyServiceTacVerifier implements TacVerifier {
    private static final Logger LOG = LoggerFactory.getLogger(KeyServiceTacVerifier.class);

    private static final int MOST_CALLS = 2;
    /** As the key service takes them (keys.proto). */
    private static final int MOST_PROOFS = 256;

    private final KeyServiceGrpc.KeyServiceFutureStub keys;
    private final Duration timeout;
    private final Queue<Check> waiting = new ArrayDeque<>();
    private int underWay;

    public KeyServiceTacVerifier(RpcConnection connection, Duration timeout) {
        this.keys = connection.stub(KeyServiceGrpc.KeyServiceFutureStub.class, timeout);
        this.timeout = timeout;
    }

    private record Check(CardProof proof, CompletableFuture<Verdict> verdict) {}

    /** @throws CodedException KEY_SERVICE_UNAVAILABLE without a verdict in time, waiting for others included */
    @Override
    public Verdict verify(CardProof proof) {
        Check check = new Check(proof, new CompletableFuture<>());
        submit(check);
        return answer(check.verdict());
    }

    @Override
    public Verdict verify(CardAuthentication authentication) {
        return answer(Futures.transform(
                keys.verifyAuthentication(VerifyAuthenticationRequest.newBuilder()
                        .setAuthentication(WireSettlements.authentication(authentication))
                        .build()),
                response -> verdict(response.getVerdict()),
                MoreExecutors.directExecutor()));
    }

    /** How many proofs wait for a call to end. */
    synchronized int waiting() {
        return waiting.size();
    }

    private Verdict answer(Future<Verdict> verdict) {
        try {
            return verdict.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // What it waited for in the queue is not asked any more.
            verdict.cancel(true);
            throw new CodedException(e, ErrorCode.KEY_SERVICE_UNAVAILABLE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(e, ErrorCode.KEY_SERVICE_UNAVAILABLE);
        }
    }

    private void submit(Check check) {
        synchronized (this) {
            waiting.add(check);
            if (underWay == MOST_CALLS) {
                return;
            }
            underWay++;
        }
        askForNext();
    }

    /** One call for all that wait, as far as they fit; without any the place is free again. */
    private void askForNext() {
        List<Check> together = new ArrayList<>();
        synchronized (this) {
            while (together.size() < MOST_PROOFS && !waiting.isEmpty()) {
                Check next = waiting.remove();
                if (!next.verdict().isDone()) {
                    together.add(next);
                }
            }
            if (together.isEmpty()) {
                underWay--;
                return;
            }
        }
        ask(together, this::askForNext);
    }

    /** @param afterwards what is due when the call has ended */
    private void ask(List<Check> together, Runnable afterwards) {
        VerifyTacsRequest.Builder request = VerifyTacsRequest.newBuilder();
        together.forEach(check -> request.addProofs(WireSettlements.proof(check.proof())));
        Futures.addCallback(
                keys.verifyTacs(request.build()),
                new FutureCallback<VerifyTacsResponse>() {
                    @Override
                    public void onSuccess(@Nullable VerifyTacsResponse response) {
                        tell(together, response == null ? List.of() : response.getVerdictsList());
                        afterwards.run();
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        failed(together, failure);
                        afterwards.run();
                    }
                },
                MoreExecutors.directExecutor());
    }

    /** A service that does not answer for each of them has answered for none. */
    private static void tell(List<Check> together, List<TacVerdict> verdicts) {
        for (int index = 0; index < together.size(); index++) {
            CompletableFuture<Verdict> verdict = together.get(index).verdict();
            try {
                if (verdicts.size() != together.size()) {
                    throw new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
                }
                verdict.complete(verdict(verdicts.get(index)));
            } catch (CodedException e) {
                verdict.completeExceptionally(e);
            }
        }
    }

    /** A refusal of the whole may be about one of them: then each is asked for alone. */
    private void failed(List<Check> together, Throwable failure) {
        boolean refused = failure instanceof StatusRuntimeException status
                && GrpcErrors.fromStatus(status).isPresent();
        if (refused && together.size() > 1) {
            LOG.warn("the key service refused {} proofs together; they are asked for one by one", together.size());
            together.forEach(check -> ask(List.of(check), () -> {}));
        } else {
            together.forEach(check -> check.verdict().completeExceptionally(failure));
        }
    }

    private static Verdict verdict(TacVerdict verdict) {
        return switch (verdict) {
            case TAC_VERDICT_GENUINE -> Verdict.GENUINE;
            case TAC_VERDICT_FALSE -> Verdict.FALSE;
            case TAC_VERDICT_NOT_OURS -> Verdict.NOT_OURS;
            case TAC_VERDICT_UNSPECIFIED, UNRECOGNIZED -> throw new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
        };
    }
}
