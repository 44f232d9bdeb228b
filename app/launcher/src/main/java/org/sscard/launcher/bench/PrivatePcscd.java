package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A pcscd with two vpcd readers, in the private {@code /run/pcscd} of a {@link BenchProcess}. */
final class PrivatePcscd implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/pcscd");
    private static final Path DRIVER = Path.of("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
    private static final Path SOCKET = Path.of("/run/pcscd/pcscd.comm");
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Path configuration;
    private final int port;
    private final Process daemon;

    private PrivatePcscd(Path configuration, int port, Process daemon) {
        this.configuration = configuration;
        this.port = port;
        this.daemon = daemon;
    }

    /** @throws CodedException READER_SERVICE_NOT_INSTALLED */
    static void requireInstalled() {
        if (!Files.isExecutable(BINARY) || !Files.exists(DRIVER)) {
            throw new CodedException(ErrorCode.READER_SERVICE_NOT_INSTALLED);
        }
    }

    static PrivatePcscd start() {
        try {
            int port = freePort();
            Path configuration = Files.createTempDirectory("sscard-bench-readers");
            String channel = "0x" + Integer.toHexString(port);
            Files.write(
                    configuration.resolve("vpcd"),
                    List.of(
                            "FRIENDLYNAME \"Virtual PCD\"",
                            "DEVICENAME /dev/null:" + channel,
                            "LIBPATH " + DRIVER,
                            "CHANNELID " + channel));
            Process daemon = new ProcessBuilder(BINARY.toString(), "--foreground", "--config", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            PrivatePcscd started = new PrivatePcscd(configuration, port, daemon);
            await(() -> Files.exists(SOCKET));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The driver takes this port for its first reader and the next for its second. */
    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    int port(int slot) {
        return port + slot;
    }

    /** @throws CodedException READER_SERVICE_DOWN when it does not come true in time */
    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + START.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0) {
                    throw new CodedException(ErrorCode.READER_SERVICE_DOWN);
                }
                TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CodedException(e, ErrorCode.READER_SERVICE_DOWN);
        }
    }

    @Override
    public void close() {
        daemon.destroy();
        daemon.onExit().join();
        try {
            Files.deleteIfExists(configuration.resolve("vpcd"));
            Files.deleteIfExists(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
