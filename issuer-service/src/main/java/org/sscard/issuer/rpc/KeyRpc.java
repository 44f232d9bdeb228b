package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.HexFormat;
import java.util.List;
import org.sscard.issuer.keyservice.AuthenticationProof;
import org.sscard.issuer.keyservice.CryptogramDesk;
import org.sscard.issuer.keyservice.TacVerifier;
import org.sscard.issuer.keyservice.TransactionProof;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.servicekit.security.Principal;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.AuthenticateRequest;
import org.sscard.wire.keys.v1.AuthenticateResponse;
import org.sscard.wire.keys.v1.AuthorisePurchaseRequest;
import org.sscard.wire.keys.v1.AuthorisePurchaseResponse;
import org.sscard.wire.keys.v1.CheckCardsRequest;
import org.sscard.wire.keys.v1.CheckCardsResponse;
import org.sscard.wire.keys.v1.ConfirmPurchaseRequest;
import org.sscard.wire.keys.v1.ConfirmPurchaseResponse;
import org.sscard.wire.keys.v1.Cryptogram;
import org.sscard.wire.keys.v1.KeyServiceGrpc;
import org.sscard.wire.keys.v1.LoadKeyRequest;
import org.sscard.wire.keys.v1.LoadKeyResponse;
import org.sscard.wire.keys.v1.ReloadPinRequest;
import org.sscard.wire.keys.v1.SealIdentificationCodeRequest;
import org.sscard.wire.keys.v1.SealIdentificationCodeResponse;
import org.sscard.wire.keys.v1.SecureCommandRequest;
import org.sscard.wire.keys.v1.SecureCommandResponse;
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

    private static final int FIRST_OF_CODE = 12;

    private final TacVerifier verifier;
    private final CryptogramDesk desk;

    public KeyRpc(TacVerifier verifier, CryptogramDesk desk) {
        this.verifier = verifier;
        this.desk = desk;
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<AuthenticateResponse> observer) {
        Calls.answer(observer, () -> {
            AuthenticateResponse.Builder response = AuthenticateResponse.newBuilder();
            desk.authenticate(
                            KeyMessages.caller(),
                            request.getAuthenticationsList().stream()
                                    .map(KeyMessages::question)
                                    .toList())
                    .forEach(answer -> response.addCryptograms(Cryptogram.newBuilder()
                            .setCryptogram(bytes(answer.cryptogram()))
                            .setVersion(answer.version())));
            return response.build();
        });
    }

    @Override
    public void checkCards(CheckCardsRequest request, StreamObserver<CheckCardsResponse> observer) {
        Calls.answer(
                observer,
                () -> CheckCardsResponse.newBuilder()
                        .addAllGenuine(desk.check(
                                KeyMessages.caller(),
                                request.getAnswersList().stream()
                                        .map(KeyMessages::answer)
                                        .toList()))
                        .build());
    }

    @Override
    public void secureCommand(SecureCommandRequest request, StreamObserver<SecureCommandResponse> observer) {
        Calls.answer(
                observer,
                () -> secured(desk.secureCommand(
                        KeyMessages.caller(),
                        KeyMessages.card(request.getCard()),
                        KeyMessages.key(request.getKey()),
                        KeyMessages.challenge(request.getChallenge()),
                        KeyMessages.header(request.getHeader()),
                        request.getData().toByteArray(),
                        request.getEncrypted())));
    }

    @Override
    public void reloadPin(ReloadPinRequest request, StreamObserver<SecureCommandResponse> observer) {
        Calls.answer(
                observer,
                () -> secured(desk.reloadPin(
                        KeyMessages.caller(),
                        KeyMessages.card(request.getCard()),
                        KeyMessages.key(request.getKey()),
                        KeyMessages.challenge(request.getChallenge()),
                        request.getPin().toByteArray())));
    }

    @Override
    public void authorisePurchase(
            AuthorisePurchaseRequest request, StreamObserver<AuthorisePurchaseResponse> observer) {
        Calls.answer(observer, () -> {
            CryptogramDesk.Authorisation authorisation =
                    desk.authorise(KeyMessages.caller(), KeyMessages.purchase(request.getPurchase()));
            return AuthorisePurchaseResponse.newBuilder()
                    .setTerminalSequence((int) authorisation.sequence())
                    .setMac1(bytes(authorisation.mac1()))
                    .build();
        });
    }

    @Override
    public void confirmPurchase(ConfirmPurchaseRequest request, StreamObserver<ConfirmPurchaseResponse> observer) {
        Calls.answer(
                observer,
                () -> ConfirmPurchaseResponse.newBuilder()
                        .setGenuine(desk.confirm(
                                KeyMessages.caller(),
                                KeyMessages.purchase(request.getPurchase()),
                                Integer.toUnsignedLong(request.getTerminalSequence()),
                                KeyMessages.mac(request.getMac2())))
                        .build());
    }

    @Override
    public void loadKey(LoadKeyRequest request, StreamObserver<LoadKeyResponse> observer) {
        Calls.answer(
                observer,
                () -> LoadKeyResponse.newBuilder()
                        .setDataField(ByteString.copyFrom(desk.loadKey(
                                KeyMessages.caller(),
                                KeyMessages.card(request.getCard()),
                                KeyMessages.key(request.getLoadedUnder()),
                                KeyMessages.key(request.getKey()),
                                KeyMessages.challenge(request.getChallenge()),
                                request.getUpdate())))
                        .build());
    }

    @Override
    public void sealIdentificationCode(
            SealIdentificationCodeRequest request, StreamObserver<SealIdentificationCodeResponse> observer) {
        Calls.answer(
                observer,
                () -> SealIdentificationCodeResponse.newBuilder()
                        .setAuthenticationCode(ByteString.copyFrom(desk.sealIdentificationCode(
                                KeyMessages.caller(),
                                KeyMessages.card(request.getCard()),
                                KeyMessages.bytes("first_12_bytes", request.getFirst12Bytes(), FIRST_OF_CODE))))
                        .build());
    }

    private static SecureCommandResponse secured(byte[] dataField) {
        return SecureCommandResponse.newBuilder()
                .setDataField(ByteString.copyFrom(dataField))
                .build();
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
                KeyMessages.algorithm(proof.getAlgorithm()),
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
                KeyMessages.algorithm(proof.getAlgorithm()),
                new MedicalTransaction.Purchase(
                        proof.getAccountFen(),
                        proof.getSelfPayFen(),
                        proof.getPooledFen(),
                        proof.getTerminal(),
                        Integer.toUnsignedLong(proof.getTerminalSequence()),
                        proof.getTime()),
                hex(proof.getTac()));
    }

    private static ByteString bytes(String hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex));
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
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
