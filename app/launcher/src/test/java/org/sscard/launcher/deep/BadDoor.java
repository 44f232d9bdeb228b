package org.sscard.launcher.deep;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The same for the national interface over HTTP. */
final class BadDoor implements AutoCloseable {
    private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

    private final Mischief mischief;
    private final URI insurer;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    BadDoor(int insurerPort, Mischief mischief) throws IOException {
        this.mischief = mischief;
        this.insurer = URI.create("http://127.0.0.1:" + insurerPort);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::carry);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void carry(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        HttpRequest request = HttpRequest.newBuilder(insurer.resolve(exchange.getRequestURI()))
                .timeout(LONGEST_CALL)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        switch (mischief.next()) {
            case NONE -> pass(exchange, send(request));
            case CUT_BEFORE -> {}
            case CUT_DURING -> {
                CompletableFuture<HttpResponse<byte[]>> call = send(request);
                mischief.after(mischief.soonMillis(), () -> call.cancel(true));
                call.handle((done, failed) -> done).join();
            }
            case CUT_AFTER -> send(request).handle((done, failed) -> done).join();
            case DOUBLED -> {
                CompletableFuture<HttpResponse<byte[]>> twin = send(request);
                pass(exchange, send(request));
                twin.handle((done, failed) -> done).join();
            }
            case LATE ->
                mischief.later(
                        () -> send(request).handle((done, failed) -> done).join());
        }
        // Without an answer by now the connection just ends.
        exchange.close();
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void pass(HttpExchange exchange, CompletableFuture<HttpResponse<byte[]>> call) throws IOException {
        HttpResponse<byte[]> answer = call.handle((done, failed) -> done).join();
        if (answer != null) {
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }
}
