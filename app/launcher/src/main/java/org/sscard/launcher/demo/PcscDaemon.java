package org.sscard.launcher.demo;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** pcscd with the vpcd driver: the one that runs, or one of our own that ends with the demo. */
final class PcscDaemon implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pcscd");
    private static final Path DRIVER_CONFIGURATION = Path.of("/etc/reader.conf.d/vpcd");
    private static final Path SOCKET = Path.of("/run/pcscd/pcscd.comm");
    private static final int STOP_SECONDS = 5;

    private final @Nullable Process own;

    private PcscDaemon(@Nullable Process own) {
        this.own = own;
    }

    /** @throws CodedException PACKAGE_MISSING, READER_SERVICE_DOWN */
    static PcscDaemon running(Path log) {
        for (Need need : List.of(new Need(PROGRAM, "pcscd"), new Need(DRIVER_CONFIGURATION, "vsmartcard-vpcd"))) {
            if (!Files.exists(need.file())) {
                throw new CodedException(ErrorCode.PACKAGE_MISSING, need.debianPackage());
            }
        }
        return answers() ? new PcscDaemon(null) : start(log);
    }

    private record Need(Path file, String debianPackage) {}

    private static PcscDaemon start(Path log) {
        try {
            Process daemon = new ProcessBuilder(PROGRAM.toString(), "--foreground")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            PcscDaemon started = new PcscDaemon(daemon);
            try {
                Patience.until(() -> answers() || !daemon.isAlive());
            } catch (CodedException e) {
                started.close();
                throw new CodedException(e, ErrorCode.READER_SERVICE_DOWN);
            }
            if (!daemon.isAlive()) {
                throw new CodedException(ErrorCode.READER_SERVICE_DOWN);
            }
            return started;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.READER_SERVICE_DOWN);
        }
    }

    /** A socket left behind by a daemon that died refuses the connection. */
    private static boolean answers() {
        try (SocketChannel probe = SocketChannel.open(UnixDomainSocketAddress.of(SOCKET))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        Process daemon = own;
        if (daemon == null) {
            return;
        }
        daemon.destroy();
        try {
            if (!daemon.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            daemon.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
