package org.sscard.insurance.rpc;

import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import org.sscard.insurance.settlement.CardAuthentication;
import org.sscard.insurance.settlement.CardProof;
import org.sscard.insurance.settlement.TacVerifier;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyAuthenticationRequest;
import org.sscard.wire.keys.v1.VerifyTacsRequest;

/** Asks keys.v1.KeyService over a connection with the insurer's client certificate. No answer means: not posted. */
public final class KeyServiceTacVerifier implements TacVerifier {

    private final KeyServiceGrpc.KeyServiceBlockingStub keys;

    public KeyServiceTacVerifier(RpcConnection connection, Duration timeout) {
        this.keys = connection.stub(KeyServiceGrpc.KeyServiceBlockingStub.class, timeout);
    }

    @Override
    public Verdict verify(CardProof proof) {
        List<TacVerdict> verdicts;
        try {
            verdicts = keys.verifyTacs(VerifyTacsRequest.newBuilder()
                            .addProofs(WireSettlements.proof(proof))
                            .build())
                    .getVerdictsList();
        } catch (StatusRuntimeException e) {
            throw new CodedException(e, ErrorCode.KEY_SERVICE_UNAVAILABLE);
        }
        if (verdicts.size() != 1) {
            throw new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
        }
        return verdict(verdicts.get(0));
    }

    @Override
    public Verdict verify(CardAuthentication authentication) {
        try {
            return verdict(keys.verifyAuthentication(VerifyAuthenticationRequest.newBuilder()
                            .setAuthentication(WireSettlements.authentication(authentication))
                            .build())
                    .getVerdict());
        } catch (StatusRuntimeException e) {
            throw new CodedException(e, ErrorCode.KEY_SERVICE_UNAVAILABLE);
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
