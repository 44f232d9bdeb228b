package org.sscard.terminal.api.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.terminal.reader.VirtualReaders;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.terminal.v1.InsertCardRequest;
import org.sscard.wire.terminal.v1.InsertCardResponse;
import org.sscard.wire.terminal.v1.RemoveCardRequest;
import org.sscard.wire.terminal.v1.RemoveCardResponse;
import org.sscard.wire.terminal.v1.SandboxServiceGrpc;

/** The hand that puts virtual cards in; offered only where virtual readers are configured. */
public final class SandboxRpc extends SandboxServiceGrpc.SandboxServiceImplBase {

    private final VirtualReaders readers;

    public SandboxRpc(VirtualReaders readers) {
        this.readers = readers;
    }

    @Override
    public void insertCard(InsertCardRequest request, StreamObserver<InsertCardResponse> answer) {
        byte[] atr = reader(request.getReader()).insert(request.getImage());
        answer.onNext(
                InsertCardResponse.newBuilder().setAtr(ByteString.copyFrom(atr)).build());
        answer.onCompleted();
    }

    @Override
    public void removeCard(RemoveCardRequest request, StreamObserver<RemoveCardResponse> answer) {
        String image = reader(request.getReader()).remove();
        answer.onNext(RemoveCardResponse.newBuilder().setImage(image).build());
        answer.onCompleted();
    }

    private VirtualReader reader(String name) {
        return readers.find(name).orElseThrow(() -> new CodedException(ErrorCode.READER_NOT_FOUND, name));
    }
}
