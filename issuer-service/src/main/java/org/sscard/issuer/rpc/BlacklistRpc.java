package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.blacklist.FullBlacklist;
import org.sscard.issuer.blacklist.FullBlacklist.Listed;
import org.sscard.servicekit.security.SignedStatement;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.BlacklistChunk;
import org.sscard.wire.issuer.v1.BlacklistInfo;
import org.sscard.wire.issuer.v1.BlacklistServiceGrpc;
import org.sscard.wire.issuer.v1.FetchBlacklistRequest;
import org.sscard.wire.issuer.v1.GetBlacklistRequest;

/** The full blacklist's edge. */
public final class BlacklistRpc extends BlacklistServiceGrpc.BlacklistServiceImplBase {

    private static final int CHUNK = 1 << 16;

    private final FullBlacklist lists;
    private final ServerConfig.@Nullable Tls signer;

    /** @param signer whose key signs the lists; without one there is none to be had */
    public BlacklistRpc(FullBlacklist lists, ServerConfig.@Nullable Tls signer) {
        this.lists = lists;
        this.signer = signer;
    }

    @Override
    public void getBlacklist(GetBlacklistRequest request, StreamObserver<BlacklistInfo> observer) {
        Calls.answer(observer, () -> {
            ServerConfig.Tls own = signer;
            if (own == null) {
                throw new CodedException(ErrorCode.CONFIG_KEY_MISSING, "server.tls");
            }
            Listed list = lists.current(request.getAtLeastVersion());
            byte[] digest = HexFormat.of().parseHex(list.sha256());
            return BlacklistInfo.newBuilder()
                    .setVersion(list.version())
                    .setCount(list.count())
                    .setBytes(list.bytes())
                    .setSha256(ByteString.copyFrom(digest))
                    .setSignature(ByteString.copyFrom(SignedStatement.sign(own.key(), list.statement(digest))))
                    .setCertificate(ByteString.copyFrom(SignedStatement.certificate(own.certificate())))
                    .setMadeAtMillis(list.madeAt().toEpochMilli())
                    .build();
        });
    }

    @Override
    public void fetchBlacklist(FetchBlacklistRequest request, StreamObserver<BlacklistChunk> observer) {
        Path file = Calls.coded(() -> {
            Listed list = lists.current(request.getVersion());
            if (list.version() != request.getVersion()) {
                throw new CodedException(ErrorCode.BLACKLIST_VERSION_GONE, request.getVersion());
            }
            return list.file();
        });
        new Sender(file, request.getOffset(), (ServerCallStreamObserver<BlacklistChunk>) observer).begin();
    }

    /** Sends as fast as the line takes it, without storing it up. */
    private static final class Sender {

        private final Path file;
        private final ServerCallStreamObserver<BlacklistChunk> observer;
        private long at;
        private boolean done;

        Sender(Path file, long offset, ServerCallStreamObserver<BlacklistChunk> observer) {
            this.file = file;
            this.at = offset;
            this.observer = observer;
        }

        void begin() {
            observer.setOnCancelHandler(() -> {});
            observer.setOnReadyHandler(this::send);
            send();
        }

        private synchronized void send() {
            if (done) {
                return;
            }
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                while (observer.isReady()) {
                    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
                    int read = in.read(chunk, at);
                    if (read < 0) {
                        done = true;
                        observer.onCompleted();
                        return;
                    }
                    at += read;
                    observer.onNext(BlacklistChunk.newBuilder()
                            .setData(UnsafeByteOperations.unsafeWrap(chunk.flip()))
                            .build());
                }
            } catch (IOException e) {
                done = true;
                observer.onError(GrpcErrors.toStatus(
                        new CodedException(e, ErrorCode.BLACKLIST_VERSION_GONE, file.getFileName())));
            }
        }
    }
}
