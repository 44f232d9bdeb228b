package org.sscard.launcher.deep;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stands between SDK and insurer and passes gRPC messages on as they come, or not. */
final class BadLine extends HandlerRegistry implements AutoCloseable {
    private static final long LONGEST_CALL_SECONDS = 20;
    /** A caller that has gone is no news here. Held, because the level goes with the logger. */
    private static final Logger TRANSPORT = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty.NettyServerHandler");

    static {
        TRANSPORT.setLevel(Level.OFF);
    }

    private final Mischief mischief;
    private final ManagedChannel insurer;
    private final Server server;

    BadLine(int insurerPort, Mischief mischief) throws IOException {
        this.mischief = mischief;
        this.insurer = NettyChannelBuilder.forAddress("127.0.0.1", insurerPort)
                .usePlaintext()
                .build();
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .fallbackHandlerRegistry(this)
                .build()
                .start();
    }

    int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
        insurer.shutdownNow();
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String name, String authority) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.newBuilder(new Bytes(), new Bytes())
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(name)
                .build();
        return ServerMethodDefinition.create(
                method, ServerCalls.asyncUnaryCall((request, answer) -> carry(method, request, answer)));
    }

    private void carry(MethodDescriptor<byte[], byte[]> method, byte[] request, StreamObserver<byte[]> answer) {
        // A caller that has gone needs no answer.
        ((ServerCallStreamObserver<byte[]>) answer).setOnCancelHandler(() -> {});
        switch (mischief.next()) {
            case NONE -> send(method, request, answer);
            case CUT_BEFORE -> cut(answer);
            case CUT_DURING -> {
                ClientCall<byte[], byte[]> call = send(method, request, new Deaf());
                mischief.after(mischief.soonMillis(), () -> {
                    call.cancel("cut", null);
                    cut(answer);
                });
            }
            case CUT_AFTER ->
                send(method, request, new Deaf() {
                    @Override
                    public void onCompleted() {
                        cut(answer);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        cut(answer);
                    }
                });
            case DOUBLED -> {
                send(method, request, new Deaf());
                send(method, request, answer);
            }
            case LATE -> {
                cut(answer);
                mischief.later(() -> send(method, request, new Deaf()));
            }
        }
    }

    private ClientCall<byte[], byte[]> send(
            MethodDescriptor<byte[], byte[]> method, byte[] request, StreamObserver<byte[]> answer) {
        ClientCall<byte[], byte[]> call =
                insurer.newCall(method, CallOptions.DEFAULT.withDeadlineAfter(LONGEST_CALL_SECONDS, TimeUnit.SECONDS));
        ClientCalls.asyncUnaryCall(call, request, answer);
        return call;
    }

    private static void cut(StreamObserver<byte[]> answer) {
        answer.onError(Status.UNAVAILABLE.withDescription("connection reset").asRuntimeException());
    }

    /** Nobody hears the answer. */
    private static class Deaf implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] value) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
