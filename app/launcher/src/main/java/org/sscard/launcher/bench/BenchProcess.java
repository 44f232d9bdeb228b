package org.sscard.launcher.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A process of its own for one benchmark. The launcher's JVM is tuned to start quickly, not to run long; and there is one
 * pcscd socket per machine, so a benchmark with readers runs where {@code /run/pcscd} is a private, empty folder (a mount
 * namespace) and never meets the machine's pcscd. There it stays on one core: a command goes through four threads, and on
 * several idle cores the machine's way to wake a sleeping one takes longer than the card.
 */
public final class BenchProcess {

    private static final String INSIDE = "SSCARD_BENCH_INSIDE";
    private static final Path READER_FOLDER = Path.of("/run/pcscd");
    private static final String HIDE_READERS = "mount -t tmpfs tmpfs " + READER_FOLDER;
    private static final List<List<String>> NAMESPACES =
            List.of(List.of("unshare", "--mount"), List.of("unshare", "--user", "--map-root-user", "--mount"));

    private BenchProcess() {}

    /** Whether this process is the one that measures. */
    public static boolean isThisOne() {
        return System.getenv(INSIDE) != null;
    }

    /**
     * Runs the same command there and answers its exit code; its output is this process's.
     *
     * @throws CodedException READER_SERVICE_NOT_INSTALLED, READER_SERVICE_NOT_PRIVATE
     */
    public static int run(Benchmark benchmark, List<String> arguments) throws InterruptedException {
        List<String> command = new ArrayList<>();
        if (benchmark.needsReaders()) {
            PrivatePcscd.requireInstalled();
            command.addAll(privateReaders());
            command.addAll(oneCore());
            command.addAll(List.of("sh", "-c", HIDE_READERS + " && exec \"$@\"", "sh"));
        }
        command.addAll(java());
        command.addAll(arguments);
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().putAll(Map.of(INSIDE, "1"));
        try {
            return process.start().waitFor();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.SERVICE_UNAVAILABLE, benchmark.name());
        }
    }

    private static List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseParallelGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Dsun.stdout.encoding=UTF-8",
                "-Dsun.stderr.encoding=UTF-8",
                "-DSSCARD_LOG_LEVEL=" + System.getProperty("SSCARD_LOG_LEVEL", "WARN"),
                "-cp",
                System.getProperty("java.class.path"),
                "org.sscard.launcher.Main");
    }

    /** Nothing where the system has no such tool. */
    private static List<String> oneCore() throws InterruptedException {
        List<String> first = List.of("taskset", "-c", "0");
        return runs(first) ? first : List.of();
    }

    private static boolean runs(List<String> prefix) throws InterruptedException {
        List<String> attempt = new ArrayList<>(prefix);
        attempt.add("true");
        try {
            return new ProcessBuilder(attempt)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> privateReaders() throws InterruptedException {
        for (List<String> namespace : NAMESPACES) {
            List<String> attempt = new ArrayList<>(namespace);
            attempt.addAll(List.of("sh", "-c", HIDE_READERS));
            try {
                Process tried = new ProcessBuilder(attempt)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (tried.waitFor() == 0) {
                    return namespace;
                }
            } catch (IOException e) {
                throw new CodedException(e, ErrorCode.READER_SERVICE_NOT_PRIVATE);
            }
        }
        throw new CodedException(ErrorCode.READER_SERVICE_NOT_PRIVATE);
    }
}
