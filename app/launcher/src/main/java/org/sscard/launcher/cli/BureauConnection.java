package org.sscard.launcher.cli;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractAsyncStub;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.FileChunk;
import org.sscard.wire.issuer.v1.RosterChunk;
import picocli.CommandLine.Option;

/** Where the bureau is. A first run takes operators on the same machine without a certificate, over http. */
final class BureauConnection {

    @Option(
            names = "--issuer",
            paramLabel = "URL",
            description = "发卡机构服务，默认 http://127.0.0.1:8610，有证书时为 https / the issuer's address")
    @Nullable
    private URI issuer;

    @Option(names = "--certificate", paramLabel = "FILE", description = "个人证书 PEM / own certificate")
    @Nullable
    private Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "私钥 PEM，默认与证书同名 / own key")
    @Nullable
    private Path key;

    @Option(names = "--authority", paramLabel = "FILE", description = "信任的机构，默认同目录 ca.crt / trusted authority")
    @Nullable
    private Path authority;

    private static final Duration LONG = Duration.ofHours(2);
    private static final int PART = 256 << 10;

    /** One call. What the service refused is shown as every failure is. */
    <S extends AbstractBlockingStub<S>, T> T asked(Class<S> service, Function<S, T> call) {
        try (RpcConnection connection = open()) {
            try {
                return call.apply(connection.stub(service, IssuerConnection.PATIENCE));
            } catch (StatusRuntimeException e) {
                throw connection.failure(e);
            }
        }
    }

    /** A call that answers a file; its parts go to {@code out}. */
    <S extends AbstractBlockingStub<S>> void fetched(
            Class<S> service, Function<S, Iterator<FileChunk>> call, OutputStream out) throws IOException {
        try (RpcConnection connection = open()) {
            try {
                Iterator<FileChunk> parts = call.apply(connection.stub(service, LONG));
                while (parts.hasNext()) {
                    parts.next().getData().writeTo(out);
                }
            } catch (StatusRuntimeException e) {
                throw connection.failure(e);
            }
        }
    }

    /**
     * Sends a file in parts, its SHA-256 with the last.
     *
     * @param carried how a part travels
     */
    <S extends AbstractAsyncStub<S>, C, R> R sent(
            Class<S> service,
            BiFunction<S, StreamObserver<R>, StreamObserver<C>> call,
            Path file,
            Function<RosterChunk, C> carried) {
        try (RpcConnection connection = open()) {
            CompletableFuture<R> answer = new CompletableFuture<>();
            StreamObserver<C> line = call.apply(connection.stub(service, LONG), new Answered<>(answer));
            try {
                parts(file, answer, part -> line.onNext(carried.apply(part)));
                line.onCompleted();
                return answer.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof StatusRuntimeException refused) {
                    throw connection.failure(refused);
                }
                throw e;
            }
        }
    }

    private static <R> void parts(Path file, CompletableFuture<R> answer, Consumer<RosterChunk> line) {
        try (InputStream in = Files.newInputStream(InputFile.existing(file))) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            RosterChunk.Builder first = RosterChunk.newBuilder().setFileName(String.valueOf(file.getFileName()));
            for (byte[] part = in.readNBytes(PART); part.length > 0 && !answer.isDone(); part = in.readNBytes(PART)) {
                digest.update(part);
                line.accept(first.setData(ByteString.copyFrom(part)).build());
                first = RosterChunk.newBuilder();
            }
            if (!answer.isDone()) {
                line.accept(first.clearData()
                        .setSha256(ByteString.copyFrom(digest.digest()))
                        .build());
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one answer of a call. */
    private record Answered<R>(CompletableFuture<R> answer) implements StreamObserver<R> {

        @Override
        public void onNext(R value) {
            answer.complete(value);
        }

        @Override
        public void onError(Throwable failure) {
            answer.completeExceptionally(failure);
        }

        @Override
        public void onCompleted() {
            // The answer came before.
        }
    }

    private RpcConnection open() {
        Path own = certificate;
        if (own == null) {
            return RpcConnection.to(issuer == null ? URI.create("http://127.0.0.1:8610") : issuer, null);
        }
        String name = String.valueOf(own.getFileName());
        Path secret = key == null ? own.resolveSibling(name.replaceAll("crt$", "key")) : key;
        Path trusted = authority == null ? own.resolveSibling("ca.crt") : authority;
        return RpcConnection.to(
                issuer == null ? URI.create("https://127.0.0.1:8610") : issuer,
                new Credentials(InputFile.existing(own), InputFile.existing(secret), InputFile.existing(trusted)));
    }
}
