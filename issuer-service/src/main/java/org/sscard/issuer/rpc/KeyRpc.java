package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.HexFormat;
import java.util.List;
import org.sscard.issuer.keyservice.AuthenticationProof;
import org.sscard.issuer.keyservice.TacVerifier;
import org.sscard.issuer.keyservice.TransactionProof;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.servicekit.security.Principal;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.TacVerdict;
import org.sscard.wire.keys.v1.VerifyAuthenticationRequest;
import org.sscard.wire.keys.v1.VerifyAuthenticationResponse;
import org.sscard.wire.keys.v1.VerifyTacsRequest;
import org.sscard.wire.keys.v1.VerifyTacsResponse;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;

/** The key service's edge. */
public final class KeyRpc extends KeyServiceGrpc.KeyServiceImplBase {

    private static final int TAC_LENGTH = 4;
    private static final int BLOCK_LENGTH = 8;

    private final TacVerifier verifier;

    public KeyRpc(TacVerifier verifier) {
        this.verifier = verifier;
    }

    @Override
    public void verifyTacs(VerifyTacsRequest request, StreamObserver<VerifyTacsResponse> observer) {
        Calls.answer(observer, () -> {
            if (request.getProofsCount() > TacVerifier.MAX_PROOFS) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "proofs", "<= " + TacVerifier.MAX_PROOFS);
            }
            List<TransactionProof> proofs =
                    request.getProofsList().stream().map(KeyRpc::proof).toList();
            VerifyTacsResponse.Builder response = VerifyTacsResponse.newBuilder();
            verifier.verify(Principal.current().account(), proofs)
                    .forEach(verdict -> response.addVerdicts(wire(verdict)));
            return response.build();
        });
    }

    @Override
    public void verifyAuthentication(
            VerifyAuthenticationRequest request, StreamObserver<VerifyAuthenticationResponse> observer) {
        Calls.answer(observer, () -> {
            AuthenticationProof proof = proof(request.getAuthentication());
            return VerifyAuthenticationResponse.newBuilder()
                    .setVerdict(wire(verifier.verify(Principal.current().account(), proof)))
                    .build();
        });
    }

    private static AuthenticationProof proof(CardAuthentication proof) {
        requireLength("card_identification_code", proof.getCardIdentificationCode(), CardIdentificationCode.LENGTH);
        requireLength("historical_bytes", proof.getHistoricalBytes(), HistoricalBytes.LENGTH);
        requireLength("challenge", proof.getChallenge(), 2 * BLOCK_LENGTH);
        requireLength("response", proof.getResponse(), BLOCK_LENGTH);
        return new AuthenticationProof(
                CardIdentificationCode.ofBytes(proof.getCardIdentificationCode().toByteArray()),
                HistoricalBytes.ofBytes(proof.getHistoricalBytes().toByteArray()),
                proof.getRegion(),
                algorithm(proof.getAlgorithm()),
                hex(proof.getChallenge().substring(0, BLOCK_LENGTH)),
                hex(proof.getChallenge().substring(BLOCK_LENGTH)),
                hex(proof.getResponse()));
    }

    private static TransactionProof proof(CardProof proof) {
        requireLength("card_identification_code", proof.getCardIdentificationCode(), CardIdentificationCode.LENGTH);
        requireLength("historical_bytes", proof.getHistoricalBytes(), HistoricalBytes.LENGTH);
        requireLength("tac", proof.getTac(), TAC_LENGTH);
        return new TransactionProof(
                CardIdentificationCode.ofBytes(proof.getCardIdentificationCode().toByteArray()),
                HistoricalBytes.ofBytes(proof.getHistoricalBytes().toByteArray()),
                proof.getRegion(),
                algorithm(proof.getAlgorithm()),
                new MedicalTransaction.Purchase(
                        proof.getAccountFen(),
                        proof.getSelfPayFen(),
                        proof.getPooledFen(),
                        proof.getTerminal(),
                        Integer.toUnsignedLong(proof.getTerminalSequence()),
                        proof.getTime()),
                hex(proof.getTac()));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static CardAlgorithm algorithm(org.sscard.wire.terminal.v1.CardAlgorithm algorithm) {
        return switch (algorithm) {
            case CARD_ALGORITHM_DES -> CardAlgorithm.DES;
            case CARD_ALGORITHM_SM4 -> CardAlgorithm.SM4;
            default -> CardAlgorithm.SSF33;
        };
    }

    private static void requireLength(String field, ByteString bytes, int length) {
        if (bytes.size() != length) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, length + " bytes");
        }
    }

    private static TacVerdict wire(org.sscard.issuer.keyservice.TacVerdict verdict) {
        return switch (verdict) {
            case GENUINE -> TacVerdict.TAC_VERDICT_GENUINE;
            case FALSE -> TacVerdict.TAC_VERDICT_FALSE;
            case NOT_OURS -> TacVerdict.TAC_VERDICT_NOT_OURS;
        };
    }
}
