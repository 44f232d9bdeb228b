package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.RosterUpload;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.RosterChunk;

/**
 * A file on its way in, chunk by chunk. A stream that breaks off leaves nothing behind.
 *
 * @param <C> what carries a chunk
 * @param <R> what is answered
 */
final class RosterStream<C, R> implements StreamObserver<C> {

    private final Function<C, RosterChunk> chunks;
    private final Work<R> work;
    private final StreamObserver<R> observer;
    private final RosterUpload upload;
    private String fileName = "";
    private byte @Nullable [] sha256;
    private boolean over;

    /** What is done with the whole file. */
    @FunctionalInterface
    interface Work<R> {
        R with(String fileName, RosterUpload upload, byte @Nullable [] sha256);
    }

    RosterStream(Path directory, Function<C, RosterChunk> chunks, Work<R> work, StreamObserver<R> observer) {
        this.chunks = chunks;
        this.work = work;
        this.observer = observer;
        this.upload = RosterUpload.begin(directory);
    }

    @Override
    public void onNext(C message) {
        if (over) {
            return;
        }
        try {
            RosterChunk chunk = chunks.apply(message);
            if (sha256 != null) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "sha256", "in the last chunk");
            }
            if (!chunk.getFileName().isEmpty()) {
                fileName = chunk.getFileName();
            }
            upload.add(chunk.getData().toByteArray());
            if (!chunk.getSha256().isEmpty()) {
                sha256 = chunk.getSha256().toByteArray();
            }
        } catch (CodedException e) {
            refuse(e);
        }
    }

    @Override
    public void onCompleted() {
        if (over) {
            return;
        }
        try {
            R report = Calls.coded(() -> work.with(fileName, upload, sha256));
            over = true;
            observer.onNext(report);
            observer.onCompleted();
        } catch (CodedException e) {
            refuse(e);
        } finally {
            upload.close();
        }
    }

    @Override
    public void onError(Throwable failure) {
        over = true;
        upload.close();
    }

    private void refuse(CodedException failure) {
        over = true;
        upload.close();
        observer.onError(GrpcErrors.toStatus(failure));
    }
}
