package org.sscard.launcher.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The insurer as a user starts it, in a process and a data directory of its own, with its embedded database. */
final class BenchInsurer implements AutoCloseable {

    /** The institution of the sandbox that the bills come from; it may settle without a card here. */
    static final String INSTITUTION = "H21100400013";

    private static final int CONNECTIONS = 60;
    private static final String READY = "READY ";
    private static final double KIB_PER_MIB = 1024;

    private final Path data;
    private final Process process;
    private final URI url;

    private BenchInsurer(Path data, Process process, URI url) {
        this.data = data;
        this.process = process;
        this.url = url;
    }

    static BenchInsurer start() {
        try {
            Path data = Files.createTempDirectory("sscard-bench-insurer");
            Path config = data.resolve("insurance.yaml");
            Files.writeString(
                    config,
                    "server: {port: 0}\ndata: " + data.resolve("data") + "\ninstitutionsWithoutCard: [" + INSTITUTION
                            + "]\n");
            Process process = new ProcessBuilder(command(config))
                    .redirectError(data.resolve("insurance.log").toFile())
                    .start();
            return new BenchInsurer(data, process, ready(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(Path config) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        String home = System.getenv("SSCARD_HOME");
        if (home != null) {
            command.add("@" + Path.of(home, "app", "launcher", "service.jvm"));
        }
        command.addAll(List.of(
                "-Dfile.encoding=UTF-8",
                "-DSSCARD_LOG_LEVEL=WARN",
                "-cp",
                System.getProperty("java.class.path"),
                "org.sscard.launcher.Main",
                "insurance",
                "--dev",
                "--with-parent",
                "--config",
                config.toString()));
        return command;
    }

    private static URI ready(Process process) throws IOException {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(READY)) {
                return URI.create(line.substring(READY.length()).strip());
            }
        }
        throw new CodedException(ErrorCode.SERVICE_UNAVAILABLE, "insurance");
    }

    URI url() {
        return url;
    }

    /** Another way to the same database server. */
    Database database() {
        DatabaseConfig embedded = DatabaseConfig.embedded();
        return Database.asItStands(
                new DatabaseConfig(embedded.url(), embedded.user(), embedded.passwordFile(), CONNECTIONS),
                data.resolve("data"));
    }

    /** The most that the service's own process had in memory, MiB. */
    double mostResidentMib() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / KIB_PER_MIB;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(data)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
