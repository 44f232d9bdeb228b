package org.sscard.launcher.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** One service in a process of its own, started by its verb as a user would. Closing it ends exactly this process. */
final class ServiceProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(10);
    private static final String LOGIN = "LOGIN ";
    private static final String READY = "READY ";

    private final String verb;
    private final Process process;
    private final Path log;
    private final CompletableFuture<URI> ready = new CompletableFuture<>();
    private final List<String> logins = new CopyOnWriteArrayList<>();

    private ServiceProcess(String verb, Process process, Path log) {
        this.verb = verb;
        this.process = process;
        this.log = log;
    }

    /** Starts and does not wait. */
    static ServiceProcess start(String verb, Path config, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-Xmx256m",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "org.sscard.launcher.Main"));
        command.addAll(List.of(verb, "--dev", "--with-parent", "--config", config.toString()));
        try {
            ServiceProcess service = new ServiceProcess(
                    verb,
                    new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                            .start(),
                    log);
            service.listen();
            return service;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.SERVICE_UNAVAILABLE, verb);
        }
    }

    /** Where it serves, once it does. */
    URI url() {
        try {
            return ready.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CodedException(e, ErrorCode.SERVICE_UNAVAILABLE, verb + " (" + state() + ", " + log + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(e, ErrorCode.SERVICE_UNAVAILABLE, verb);
        }
    }

    /** Role, person and one-time link of its staff; complete once it serves. */
    List<String> logins() {
        return List.copyOf(logins);
    }

    private String state() {
        return process.isAlive() ? "running" : "exit " + process.exitValue();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    @Override
    public void close() {
        process.destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        Thread listener = new Thread(this::readOutput, "demo-" + verb);
        listener.setDaemon(true);
        listener.start();
    }

    private void readOutput() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(LOGIN)) {
                    logins.add(line.substring(LOGIN.length()).strip());
                }
                if (line.startsWith(READY)) {
                    ready.complete(URI.create(line.substring(READY.length()).strip()));
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException(verb + " ended before it served"));
    }
}
