package org.sscard.terminal.api.rpc;

import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.card.ExpectedCard;
import org.sscard.terminal.card.FileContent;
import org.sscard.terminal.card.FileSelection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.terminal.v1.AuthenticateRequest;
import org.sscard.wire.terminal.v1.BasicData;
import org.sscard.wire.terminal.v1.CardAuthentication;
import org.sscard.wire.terminal.v1.CardProof;
import org.sscard.wire.terminal.v1.ChangePinRequest;
import org.sscard.wire.terminal.v1.ChangePinResponse;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ListDebitRecordsRequest;
import org.sscard.wire.terminal.v1.ListDebitRecordsResponse;
import org.sscard.wire.terminal.v1.ListReadersRequest;
import org.sscard.wire.terminal.v1.ListReadersResponse;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.ReadFilesRequest;
import org.sscard.wire.terminal.v1.ReadFilesResponse;
import org.sscard.wire.terminal.v1.ReloadPinRequest;
import org.sscard.wire.terminal.v1.ReloadPinResponse;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;
import org.sscard.wire.terminal.v1.UnblockPinRequest;
import org.sscard.wire.terminal.v1.UnblockPinResponse;
import org.sscard.wire.terminal.v1.VerifyPinRequest;
import org.sscard.wire.terminal.v1.VerifyPinResponse;
import org.sscard.wire.terminal.v1.WriteFilesRequest;
import org.sscard.wire.terminal.v1.WriteFilesResponse;

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
        window.readers().forEach(status -> readers.addReaders(CardMessages.reader(status)));
        reply(answer, readers.build());
    }

    @Override
    public void readBasic(ReadBasicRequest request, StreamObserver<BasicData> answer) {
        reply(answer, CardMessages.basicData(window.readBasic(CardMessages.place(request.getReader()))));
    }

    @Override
    public void verifyPin(VerifyPinRequest request, StreamObserver<VerifyPinResponse> answer) {
        waitForHolder();
        window.verifyPin(CardMessages.place(request.getReader()));
        reply(answer, VerifyPinResponse.getDefaultInstance());
    }

    @Override
    public void debit(DebitRequest request, StreamObserver<CardProof> answer) {
        CardIdentificationCode expected = CardMessages.identificationCode(request.getCardIdentificationCode());
        Purchase purchase = CardMessages.purchase(request);
        waitForHolder();
        reply(
                answer,
                CardMessages.proof(
                        window.debit(CardMessages.place(request.getReader()), ExpectedCard.of(expected), purchase)));
    }

    @Override
    public void authenticate(AuthenticateRequest request, StreamObserver<CardAuthentication> answer) {
        CardIdentificationCode expected = CardMessages.identificationCode(request.getCardIdentificationCode());
        int length = org.sscard.terminal.card.CardAuthentication.CHALLENGE_LENGTH;
        if (request.getChallenge().size() != length) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "challenge", length + " bytes");
        }
        waitForHolder();
        reply(
                answer,
                CardMessages.authentication(window.authenticate(
                        CardMessages.place(request.getReader()),
                        ExpectedCard.of(expected),
                        request.getChallenge().toByteArray())));
    }

    @Override
    public void readFiles(ReadFilesRequest request, StreamObserver<ReadFilesResponse> answer) {
        List<FileSelection> files = CardMessages.selections(request.getFilesList());
        ExpectedCard expected = CardMessages.expected(request.getCard());
        waitForHolder();
        ReadFilesResponse.Builder contents = ReadFilesResponse.newBuilder();
        window.readFiles(
                        CardMessages.place(request.getReader()),
                        expected,
                        files,
                        CardMessages.right(request.getRight()))
                .forEach(content -> contents.addFiles(CardMessages.content(content)));
        reply(answer, contents.build());
    }

    @Override
    public void writeFiles(WriteFilesRequest request, StreamObserver<WriteFilesResponse> answer) {
        List<FileContent> files = CardMessages.contents(request.getFilesList());
        ExpectedCard expected = CardMessages.expected(request.getCard());
        waitForHolder();
        window.writeFiles(CardMessages.place(request.getReader()), expected, files);
        reply(answer, WriteFilesResponse.getDefaultInstance());
    }

    @Override
    public void listDebitRecords(ListDebitRecordsRequest request, StreamObserver<ListDebitRecordsResponse> answer) {
        waitForHolder();
        ListDebitRecordsResponse.Builder records = ListDebitRecordsResponse.newBuilder();
        window.debitRecords(CardMessages.place(request.getReader()))
                .forEach(record -> records.addRecords(CardMessages.record(record)));
        reply(answer, records.build());
    }

    @Override
    public void changePin(ChangePinRequest request, StreamObserver<ChangePinResponse> answer) {
        waitForHolder();
        window.changePin(CardMessages.place(request.getReader()));
        reply(answer, ChangePinResponse.getDefaultInstance());
    }

    @Override
    public void reloadPin(ReloadPinRequest request, StreamObserver<ReloadPinResponse> answer) {
        ExpectedCard expected = CardMessages.expected(request.getCard());
        waitForHolder();
        window.reloadPin(CardMessages.place(request.getReader()), expected);
        reply(answer, ReloadPinResponse.getDefaultInstance());
    }

    @Override
    public void unblockPin(UnblockPinRequest request, StreamObserver<UnblockPinResponse> answer) {
        window.unblockPin(CardMessages.place(request.getReader()), CardMessages.expected(request.getCard()));
        reply(answer, UnblockPinResponse.getDefaultInstance());
    }

    private void waitForHolder() {
        ServiceRequestContext.current().setRequestTimeout(TimeoutMode.SET_FROM_NOW, holderLimit);
    }

    private static <T> void reply(StreamObserver<T> answer, T message) {
        answer.onNext(message);
        answer.onCompleted();
    }
}
