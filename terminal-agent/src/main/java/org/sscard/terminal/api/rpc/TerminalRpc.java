package org.sscard.terminal.api.rpc;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.authority.CardIdentity;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.PurchaseProof;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.terminal.v1.AuthenticateRequest;
import org.sscard.wire.terminal.v1.BasicData;
import org.sscard.wire.terminal.v1.CardAlgorithm;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ListReadersRequest;
import org.sscard.wire.terminal.v1.ListReadersResponse;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.Reader;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;
import org.sscard.wire.terminal.v1.VerifyPinRequest;
import org.sscard.wire.terminal.v1.VerifyPinResponse;

/** The window's calls. None takes an APDU or a PIN. */
public final class TerminalRpc extends TerminalServiceGrpc.TerminalServiceImplBase {

    private final WindowOperations window;
    private final Duration holderLimit;

    /** @param holderLimit how long a call that waits for the holder at the pad may take in all */
    public TerminalRpc(WindowOperations window, Duration holderLimit) {
        this.window = window;
        this.holderLimit = holderLimit;
    }

    @Override
    public void listReaders(ListReadersRequest request, StreamObserver<ListReadersResponse> answer) {
        ListReadersResponse.Builder readers = ListReadersResponse.newBuilder();
        window.readers().forEach(status -> readers.addReaders(reader(status)));
        reply(answer, readers.build());
    }

    @Override
    public void readBasic(ReadBasicRequest request, StreamObserver<BasicData> answer) {
        reply(answer, basicData(window.readBasic(request.getReader())));
    }

    @Override
    public void verifyPin(VerifyPinRequest request, StreamObserver<VerifyPinResponse> answer) {
        waitForHolder();
        window.verifyPin(request.getReader());
        reply(answer, VerifyPinResponse.getDefaultInstance());
    }

    @Override
    public void debit(DebitRequest request, StreamObserver<CardProof> answer) {
        CardIdentificationCode expected = identificationCode(request.getCardIdentificationCode());
        Purchase purchase = purchase(request);
        waitForHolder();
        reply(answer, proof(window.debit(request.getReader(), expected, purchase)));
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<CardAuthentication> answer) {
        CardIdentificationCode expected = identificationCode(request.getCardIdentificationCode());
        int length = org.sscard.terminal.card.CardAuthentication.CHALLENGE_LENGTH;
        if (request.getChallenge().size() != length) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "challenge", length + " bytes");
        }
        waitForHolder();
        reply(
                answer,
                authentication(window.authenticate(
                        request.getReader(), expected, request.getChallenge().toByteArray())));
    }

    private static CardAuthentication authentication(org.sscard.terminal.card.CardAuthentication answered) {
        CardIdentity identity = answered.identity();
        return CardAuthentication.newBuilder()
                .setCardIdentificationCode(
                        ByteString.copyFrom(identity.identificationCode().bytes()))
                .setHistoricalBytes(ByteString.copyFrom(identity.historicalBytes()))
                .setRegion(identity.region())
                .setAlgorithm(algorithm(identity))
                .setChallenge(ByteString.copyFrom(answered.challengeBytes()))
                .setResponse(ByteString.copyFrom(answered.responseBytes()))
                .build();
    }

    private void waitForHolder() {
        ServiceRequestContext.current().setRequestTimeout(TimeoutMode.SET_FROM_NOW, holderLimit);
    }

    private static <T> void reply(StreamObserver<T> answer, T message) {
        answer.onNext(message);
        answer.onCompleted();
    }

    private static CardIdentificationCode identificationCode(ByteString bytes) {
        try {
            return CardIdentificationCode.ofBytes(bytes.toByteArray());
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "card_identification_code", "16 bytes");
        }
    }

    private static Purchase purchase(DebitRequest request) {
        try {
            return new Purchase(
                    request.getAccountFen(), request.getSelfPayFen(), request.getPooledFen(), request.getTime());
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "debit", String.valueOf(e.getMessage()));
        }
    }

    private static Reader reader(ReaderStatus status) {
        return Reader.newBuilder()
                .setName(status.name())
                .setRole(role(status.role()))
                .setCardPresent(status.presence().cardPresent())
                .setAtr(ByteString.copyFrom(status.presence().atr()))
                .build();
    }

    private static org.sscard.wire.terminal.v1.ReaderRole role(ReaderRole role) {
        return switch (role) {
            case USER_CONTACT -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_USER_CONTACT;
            case USER_CONTACTLESS -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_USER_CONTACTLESS;
            case PSAM -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_PSAM;
            case PERSONALISATION -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_PERSONALISATION;
            case UNASSIGNED -> org.sscard.wire.terminal.v1.ReaderRole.READER_ROLE_UNSPECIFIED;
        };
    }

    private static BasicData basicData(org.sscard.terminal.card.BasicData data) {
        CardIdentity identity = data.identity();
        return BasicData.newBuilder()
                .setRegion(identity.region())
                .setSocialSecurityNumber(data.socialSecurityNumber())
                .setCardNumber(data.cardNumber())
                .setCardIdentificationCode(
                        ByteString.copyFrom(identity.identificationCode().bytes()))
                .setName(data.name())
                .setHistoricalBytes(ByteString.copyFrom(identity.historicalBytes()))
                .setSpecificationVersion(data.specificationVersion())
                .setIssueDate(data.issueDate())
                .setExpiryDate(data.expiryDate())
                .setTerminal(data.terminal())
                .setDevice(data.device())
                .setAuthenticated(data.authenticated())
                .setAlgorithm(algorithm(identity))
                .build();
    }

    private static CardProof proof(PurchaseProof proof) {
        CardIdentity identity = proof.identity();
        Purchase purchase = proof.purchase();
        return CardProof.newBuilder()
                .setCardIdentificationCode(
                        ByteString.copyFrom(identity.identificationCode().bytes()))
                .setHistoricalBytes(ByteString.copyFrom(identity.historicalBytes()))
                .setRegion(identity.region())
                .setAlgorithm(algorithm(identity))
                .setTerminal(proof.terminal())
                .setTerminalSequence(proof.terminalSequence())
                .setTime(purchase.time())
                .setAccountFen(purchase.accountFen())
                .setSelfPayFen(purchase.selfPayFen())
                .setPooledFen(purchase.pooledFen())
                .setCardSequence(proof.cardSequence())
                .setTac(ByteString.copyFrom(proof.tacBytes()))
                .build();
    }

    private static CardAlgorithm algorithm(CardIdentity identity) {
        return switch (identity.algorithm()) {
            case DES -> CardAlgorithm.CARD_ALGORITHM_DES;
            case SSF33 -> CardAlgorithm.CARD_ALGORITHM_SSF33;
            case SM4 -> CardAlgorithm.CARD_ALGORITHM_SM4;
        };
    }
}
