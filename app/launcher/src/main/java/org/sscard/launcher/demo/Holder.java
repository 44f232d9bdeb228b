package org.sscard.launcher.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Plays the cardholder: waits at the agent's pad and presses its buttons. */
final class Holder {
    private static final long LOOK_NANOS = 50_000_000;

    private final URI agent;
    private final String pin;
    private final HttpClient http = HttpClient.newHttpClient();

    /** @param pin of the demo's cards, which everybody may know */
    Holder(URI agent, String pin) {
        this.agent = agent;
        this.pin = pin;
    }

    /** Stands at the pad while the work goes on, and enters the PIN once when asked. */
    <T> T presentDuring(Supplier<T> work) {
        Thread hand = new Thread(this::enterWhenAsked, "holder");
        hand.setDaemon(true);
        hand.start();
        try {
            return work.get();
        } finally {
            hand.interrupt();
        }
    }

    private void enterWhenAsked() {
        while (!Thread.currentThread().isInterrupted()) {
            if (get("/pad/state").contains("\"asking\":true")) {
                pin.chars().forEach(digit -> press("/pad/digit/" + (char) digit));
                press("/pad/confirm");
                return;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    private String get(String path) {
        return send(HttpRequest.newBuilder(agent.resolve(path)).build());
    }

    private void press(String path) {
        send(HttpRequest.newBuilder(agent.resolve(path))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build());
    }

    private String send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException e) {
            // A pad that is away asks nothing; that the agent is away is found by those who call it.
            return "";
        }
    }
}
