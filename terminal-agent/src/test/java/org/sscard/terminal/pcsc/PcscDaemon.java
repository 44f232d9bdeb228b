package org.sscard.terminal.pcsc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A pcscd of our own with two vpcd readers. There is one socket per machine: a lock keeps other runs away meanwhile. */
public final class PcscDaemon implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/pcscd");
    private static final Path DRIVER = Path.of("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
    private static final Path SOCKET = Path.of("/run/pcscd/pcscd.comm");
    private static final Path LOCK = Path.of(System.getProperty("java.io.tmpdir"), "pcscd.lock");

    private final Process lock;
    private final Path configuration;
    private final int port;
    private Process daemon;

    public static boolean installed() {
        return Files.isExecutable(BINARY) && Files.exists(DRIVER);
    }

    public PcscDaemon() throws IOException {
        lock = new ProcessBuilder("flock", LOCK.toString(), "sh", "-c", "echo locked; exec cat").start();
        BufferedReader answer =
                new BufferedReader(new InputStreamReader(lock.getInputStream(), StandardCharsets.UTF_8));
        if (!"locked".equals(answer.readLine())) {
            throw new IOException("no lock on " + LOCK);
        }
        port = freePort();
        configuration = Files.createTempDirectory("reader.conf");
        configureReaders();
        daemon = run();
    }

    private void configureReaders() throws IOException {
        Files.write(
                configuration.resolve("vpcd"),
                List.of(
                        "FRIENDLYNAME \"Virtual PCD\"",
                        "DEVICENAME /dev/null:0x" + Integer.toHexString(port),
                        "LIBPATH " + DRIVER,
                        "CHANNELID 0x" + Integer.toHexString(port)));
    }

    /** The driver listens on this port for the first reader's card, on the next for the second's. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    public int port(int slot) {
        return port + slot;
    }

    private Process run() {
        try {
            Files.deleteIfExists(SOCKET);
            Process process = new ProcessBuilder(
                            BINARY.toString(), "--foreground", "--config", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
            await().atMost(20, SECONDS).until(() -> Files.exists(SOCKET));
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return configuration.resolveSibling(configuration.getFileName() + ".log");
    }

    public void kill() {
        daemon.destroyForcibly().onExit().join();
    }

    public void restart() {
        daemon = run();
    }

    /** As after the last reader was unplugged: the service runs and has none. */
    void restartWithoutReaders() throws IOException {
        kill();
        Files.delete(configuration.resolve("vpcd"));
        restart();
    }

    void restartWithReaders() throws IOException {
        kill();
        configureReaders();
        restart();
    }

    /** It stands still, as if it hung: its socket takes questions and nobody answers. */
    void standStill() throws IOException, InterruptedException {
        signal("STOP");
    }

    void goOn() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(daemon.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(SOCKET);
        Files.deleteIfExists(configuration.resolve("vpcd"));
        Files.delete(configuration);
        Files.delete(log());

        lock.getOutputStream().close();
        lock.destroy();
    }
}
