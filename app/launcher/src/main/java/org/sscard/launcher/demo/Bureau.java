package org.sscard.launcher.demo;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.CreateBatchRequest;
import org.sscard.wire.issuer.v1.GetBatchRequest;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.ListStationsRequest;
import org.sscard.wire.issuer.v1.MoveCardRequest;
import org.sscard.wire.issuer.v1.PersonaliseBatchRequest;
import org.sscard.wire.issuer.v1.RosterChunk;

/** The bureau's operator, who works with the issuer's service. */
final class Bureau implements AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(60);
    private static final String OPERATOR = "演示操作员 demo operator";
    private static final int CHUNK_BYTES = 64 * 1024;

    private final RpcConnection connection;

    Bureau(URI issuer) {
        this.connection = RpcConnection.to(issuer, null);
    }

    ImportReport importRoster(Path roster) {
        byte[] file = read(roster);
        CompletableFuture<ImportReport> report = new CompletableFuture<>();
        StreamObserver<RosterChunk> chunks = connection
                .stub(BureauServiceGrpc.BureauServiceStub.class, CALL)
                .importRoster(new StreamObserver<>() {
                    @Override
                    public void onNext(ImportReport value) {
                        report.complete(value);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        report.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        report.completeExceptionally(new IllegalStateException("no report"));
                    }
                });
        for (int at = 0; at < file.length; at += CHUNK_BYTES) {
            int length = Math.min(CHUNK_BYTES, file.length - at);
            RosterChunk.Builder chunk = RosterChunk.newBuilder().setData(ByteString.copyFrom(file, at, length));
            if (at == 0) {
                chunk.setFileName(roster.getFileName().toString());
            }
            if (at + length == file.length) {
                chunk.setSha256(ByteString.copyFrom(sha256(file)));
            }
            chunks.onNext(chunk.build());
        }
        chunks.onCompleted();
        try {
            return report.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StatusRuntimeException status ? connection.failure(status) : e;
        }
    }

    Batch createBatch(String region, int cards) {
        return call(() -> stub().createBatch(CreateBatchRequest.newBuilder()
                .setRegion(region)
                .setLimit(cards)
                .setRequestedBy(OPERATOR)
                .build()));
    }

    void personalise(Batch batch) {
        Batch unused = call(() -> stub().personaliseBatch(PersonaliseBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build()));
    }

    Batch look(Batch batch) {
        return call(() -> stub().getBatch(GetBatchRequest.newBuilder()
                .setBatchId(batch.getBatchId())
                .build()));
    }

    boolean stationConnected() {
        return call(() ->
                stub().listStations(ListStationsRequest.getDefaultInstance()).getStationsCount() > 0);
    }

    Card move(Card card, String state, String reason) {
        return call(() -> stub().moveCard(MoveCardRequest.newBuilder()
                .setCardNumber(card.getCardNumber())
                .setToState(state)
                .setReason(reason)
                .setActor(OPERATOR)
                .build()));
    }

    @Override
    public void close() {
        connection.close();
    }

    private interface Call<T> {
        T run();
    }

    private <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (StatusRuntimeException e) {
            throw connection.failure(e);
        }
    }

    private BureauServiceGrpc.BureauServiceBlockingStub stub() {
        return connection.stub(BureauServiceGrpc.BureauServiceBlockingStub.class, CALL);
    }

    private static byte[] read(Path roster) {
        try {
            return Files.readAllBytes(roster);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, roster);
        }
    }

    private static byte[] sha256(byte[] file) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
