package org.sscard.launcher.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A pcscd with vpcd readers, two for each entry of its configuration, in the private {@code /run/pcscd} of a {@link BenchProcess}. */
final class PrivatePcscd implements AutoCloseable {

    private static final Path BINARY = Path.of("/usr/sbin/pcscd");
    private static final Path DRIVER = Path.of("/usr/lib/pcsc/drivers/serial/libifdvpcd.so");
    private static final Path SOCKET = Path.of("/run/pcscd/pcscd.comm");
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(20);

    private static final int SLOTS_OF_AN_ENTRY = 2;
    private static final String ENTRY = "vpcd";

    private final Path configuration;
    private final Path drivers;
    private final int[] ports;
    private final Process daemon;

    private PrivatePcscd(Path configuration, Path drivers, int[] ports, Process daemon) {
        this.configuration = configuration;
        this.drivers = drivers;
        this.ports = ports;
        this.daemon = daemon;
    }

    /** @throws CodedException READER_SERVICE_NOT_INSTALLED */
    static void requireInstalled() {
        if (!Files.isExecutable(BINARY) || !Files.exists(DRIVER)) {
            throw new CodedException(ErrorCode.READER_SERVICE_NOT_INSTALLED);
        }
    }

    /** @param entries of the configuration, at most 8: pcscd serves 16 readers */
    static PrivatePcscd start(int entries) {
        try {
            int[] ports = new int[entries];
            Path configuration = Files.createTempDirectory("sscard-bench-readers");
            Path drivers = Files.createTempDirectory("sscard-bench-drivers");
            // One file: of several, pcscd takes them in the order of the folder. A driver each: vpcd keeps two readers'
            // state
            // for a whole process, however many entries name it.
            List<String> lines = new ArrayList<>();
            for (int entry = 0; entry < entries; entry++) {
                ports[entry] = freePort();
                String channel = "0x" + Integer.toHexString(ports[entry]);
                lines.add("FRIENDLYNAME \"Virtual PCD" + (entry == 0 ? "" : " " + entry) + '"');
                lines.add("DEVICENAME /dev/null:" + channel);
                lines.add("LIBPATH " + Files.copy(DRIVER, drivers.resolve(entry + ".so")));
                lines.add("CHANNELID " + channel);
            }
            Files.write(configuration.resolve(ENTRY), lines);
            Process daemon = new ProcessBuilder(BINARY.toString(), "--foreground", "--config", configuration.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            PrivatePcscd started = new PrivatePcscd(configuration, drivers, ports, daemon);
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

    long pid() {
        return daemon.pid();
    }

    int port(int slot) {
        return ports[slot / SLOTS_OF_AN_ENTRY] + slot % SLOTS_OF_AN_ENTRY;
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
            Files.deleteIfExists(configuration.resolve(ENTRY));
            Files.deleteIfExists(configuration);
            for (int entry = 0; entry < ports.length; entry++) {
                Files.deleteIfExists(drivers.resolve(entry + ".so"));
            }
            Files.deleteIfExists(drivers);
            Files.deleteIfExists(SOCKET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
