package org.sscard.launcher.bench;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.sscard.wire.insurance.v1.SettleRequest;
import org.sscard.wire.insurance.v1.Settlement;
import org.sscard.wire.insurance.v1.SettlementServiceGrpc;

/** A gRPC service that settles nothing: each call commits the baseline's statement. What it reaches is gRPC's own share. */
final class BareSettlements implements AutoCloseable {

    private final Server server;

    /** @param commit one statement, committed when the future is complete */
    BareSettlements(Supplier<CompletableFuture<?>> commit) {
        try {
            server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                    .directExecutor()
                    .addService(new Service(commit))
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Service extends SettlementServiceGrpc.SettlementServiceImplBase {

        private final Supplier<CompletableFuture<?>> commit;

        Service(Supplier<CompletableFuture<?>> commit) {
            this.commit = commit;
        }

        @Override
        public void settle(SettleRequest request, StreamObserver<Settlement> observer) {
            CompletableFuture<?> unused = commit.get().whenComplete((committed, failure) -> {
                if (failure == null) {
                    observer.onNext(Settlement.getDefaultInstance());
                    observer.onCompleted();
                } else {
                    observer.onError(failure);
                }
            });
        }
    }
}
