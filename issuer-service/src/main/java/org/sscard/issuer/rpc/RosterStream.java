package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.intake.RosterImport;
import org.sscard.issuer.intake.RosterUpload;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.RosterChunk;

/** One roster on its way in, chunk by chunk. A stream that breaks off leaves nothing behind. */
final class RosterStream implements StreamObserver<RosterChunk> {

    private final RosterImport imports;
    private final String actor;
    private final StreamObserver<ImportReport> observer;
    private final RosterUpload upload;
    private String fileName = "";
    private byte @Nullable [] sha256;
    private boolean over;

    RosterStream(RosterImport imports, Path directory, String actor, StreamObserver<ImportReport> observer) {
        this.imports = imports;
        this.actor = actor;
        this.observer = observer;
        this.upload = RosterUpload.begin(directory);
    }

    @Override
    public void onNext(RosterChunk chunk) {
        if (over) {
            return;
        }
        try {
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
            ImportReport report = Messages.report(imports.run(fileName, upload, sha256, actor));
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
