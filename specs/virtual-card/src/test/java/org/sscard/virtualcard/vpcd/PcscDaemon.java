package org.sscard.virtualcard.vpcd;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        configuration = Files.createTempDirectory("reader.conf");
        Files.write(
                configuration.resolve("vpcd"),
                List.of(
                        "FRIENDLYNAME \"Virtual PCD\"",
                        "DEVICENAME /dev/null:0x" + Integer.toHexString(port),
                        "LIBPATH " + DRIVER,
                        "CHANNELID 0x" + Integer.toHexString(port)));
        start();
    }

    /** Where the driver waits for the card of a reader, 0 or 1. */
    public int port(int reader) {
        return port + reader;
    }

    void start() {
        try {
            Files.deleteIfExists(SOCKET);
            daemon = new ProcessBuilder(BINARY.toString(), "--foreground", "--config", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(SOCKET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        daemon.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        kill();
        Files.deleteIfExists(SOCKET);
        Files.delete(configuration.resolve("vpcd"));
        Files.delete(configuration);
        lock.getOutputStream().close();
        lock.destroy();
    }
}
