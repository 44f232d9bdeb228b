package org.sscard.servicekit.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A PostgreSQL server of our own on a free loopback port, its files in {@code <data>/postgres}, its password in
 * {@code <data>/postgres.password}. A server that was killed is started again on its port while its service runs. The server
 * outlives a killed service; the next start stops it before it starts its own.
 * Two services never meet here: the data directory is locked.
 */
final class EmbeddedPostgres implements AutoCloseable {

    static final String USER = "sscard";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
    private static final String FILES = "postgres";
    private static final String PID_FILE = "postmaster.pid";
    /** Line of the port in the PID file, from 0 (PostgreSQL, pidfile.h). */
    private static final int PID_FILE_PORT = 3;

    private static final int STARTS = 5;
    /** A server that dies more often in one run of its service has a cause that starting it does not mend. */
    private static final int MOST_REVIVALS = 20;

    private static final int WAIT_SECONDS = 60;

    /** Durable, reachable from this machine only, and silent about row values: DETAIL and statements stay out of its log. */
    private static final List<String> SETTINGS = List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "max_connections=60",
            "timezone=UTC",
            "log_timezone=UTC",
            "log_error_verbosity=terse",
            "log_min_error_statement=panic",
            "log_parameter_max_length_on_error=0");

    private final Path files;
    private final Path programs;
    private final ServerAccount account;
    private final String password;
    private int port;
    private int revivals;
    private boolean closed;

    private EmbeddedPostgres(Path files, Path programs, ServerAccount account, String password) {
        this.files = files;
        this.programs = programs;
        this.account = account;
        this.password = password;
    }

    static EmbeddedPostgres start(Path directory) {
        return start(directory, ServerAccount.choose());
    }

    static EmbeddedPostgres start(Path directory, ServerAccount account) {
        Path files = directory.toAbsolutePath().resolve(FILES);
        try {
            Path programs = PostgresBinaries.unpacked();
            if (!Files.isDirectory(files)) {
                initialise(directory, files, programs, account);
            }
            String password = Files.readString(passwordFile(directory)).strip();
            EmbeddedPostgres postgres = new EmbeddedPostgres(files, programs, account, password);
            postgres.start();
            return postgres;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATABASE_START_FAILED, files);
        }
    }

    /** The server that serves this directory now, to be used beside its service; empty when none runs. */
    static Optional<EmbeddedPostgres> running(Path directory) {
        Path files = directory.toAbsolutePath().resolve(FILES);
        try {
            EmbeddedPostgres postgres = new EmbeddedPostgres(files, files, ServerAccount.choose(), "");
            if (postgres.pid().filter(postgres::runsHere).isEmpty()) {
                return Optional.empty();
            }
            String password = Files.readString(passwordFile(directory)).strip();
            EmbeddedPostgres found = new EmbeddedPostgres(files, files, ServerAccount.choose(), password);
            found.port = Integer.parseInt(Files.readAllLines(files.resolve(PID_FILE))
                    .get(PID_FILE_PORT)
                    .strip());
            return Optional.of(found);
        } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new CodedException(e, ErrorCode.DATABASE_START_FAILED, files);
        }
    }

    /** Stops the server of a directory if one runs there; deletes nothing. */
    static void stopLeftOver(Path directory) {
        Path files = directory.toAbsolutePath().resolve(FILES);
        try {
            if (Files.exists(files.resolve(PID_FILE))) {
                new EmbeddedPostgres(files, PostgresBinaries.unpacked(), ServerAccount.choose(), "").recover();
            }
        } catch (IOException e) {
            LOG.warn("the embedded database in {} may still run", files, e);
        }
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    String description() {
        return "PostgreSQL (embedded), 127.0.0.1:" + port;
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            stop();
        } catch (IOException e) {
            throw new CodedException(
                    e,
                    ErrorCode.DATABASE_ORPHAN_RUNNING,
                    pid().map(String::valueOf).orElse("?"));
        }
    }

    /** Into a folder beside the final one, so that a start cut off in the middle leaves nothing that looks whole. */
    private static void initialise(Path directory, Path files, Path programs, ServerAccount account)
            throws IOException {
        Path partial = files.resolveSibling(FILES + ".new");
        TemporaryFiles.delete(partial);
        writePassword(passwordFile(directory));
        Files.createDirectory(
                partial, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        account.own(partial);
        run(
                directory.resolve("initdb.log"),
                account.command(List.of(
                        programs.resolve("bin/initdb").toString(),
                        "--pgdata=" + partial,
                        "--username=" + USER,
                        "--pwfile=" + passwordFile(directory).toAbsolutePath(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--no-locale",
                        "--data-checksums",
                        "--no-instructions")));
        Files.move(partial, files, StandardCopyOption.ATOMIC_MOVE);
    }

    private void start() throws IOException {
        requireSameVersion();
        recover();
        account.own(files);
        startOn(EmbeddedPostgres::freePort);
    }

    private interface Port {
        int next() throws IOException;
    }

    private void startOn(Port ports) throws IOException {
        IOException last = null;
        for (int attempt = 0; attempt < STARTS; attempt++) {
            port = ports.next();
            try {
                run(log("pg_ctl.log"), account.command(startCommand()));
                reviveWhenKilled();
                return;
            } catch (IOException e) {
                // The port was taken in between, or a killed server's children still hold its shared memory.
                last = e;
                pause(Duration.ofMillis(500));
            }
        }
        throw new IOException("see " + files.resolve("postgresql.log"), last);
    }

    private void reviveWhenKilled() {
        Optional<Long> pid = pid();
        pid.flatMap(ProcessHandle::of).ifPresent(server -> {
            CompletableFuture<Void> unused = server.onExit().thenRun(() -> revive(pid.get()));
        });
    }

    /** Whoever stops a server takes its PID file away; a killed one leaves it behind. */
    private synchronized void revive(long dead) {
        if (closed || !pid().equals(Optional.of(dead)) || ++revivals > MOST_REVIVALS) {
            return;
        }
        LOG.warn("the database server {} died; starting it again on port {}", dead, port);
        try {
            int same = port;
            startOn(() -> same);
        } catch (IOException e) {
            LOG.error("the database server does not start again; restart the service", e);
        }
    }

    private List<String> startCommand() throws IOException {
        Path log = files.resolve("postgresql.log");
        if (Files.exists(log) && Files.size(log) > 10_000_000) {
            Files.move(log, files.resolve("postgresql.log.old"), StandardCopyOption.REPLACE_EXISTING);
        }
        StringBuilder options = new StringBuilder("-c port=" + port);
        SETTINGS.forEach(setting -> options.append(" -c ").append(setting));
        return List.of(
                programs.resolve("bin/pg_ctl").toString(),
                "start",
                "--pgdata=" + files,
                "--wait",
                "--timeout=" + WAIT_SECONDS,
                "--silent",
                "--log=" + log,
                "--options=" + options);
    }

    /** After a crash: the server that outlived its service is stopped; a PID file that names a stranger is taken away. */
    private void recover() throws IOException {
        Optional<Long> pid = pid();
        if (pid.isEmpty()) {
            return;
        }
        if (runsHere(pid.get())) {
            LOG.info("stopping the database server {} that a killed service left", pid.get());
            stop();
        } else {
            // The server itself checks that no child of the dead one still uses the files before it starts.
            Files.deleteIfExists(files.resolve(PID_FILE));
        }
    }

    private void stop() throws IOException {
        Optional<Long> pid = pid();
        if (pid.isEmpty()) {
            return;
        }
        try {
            run(log("pg_ctl.log"), account.command(stopCommand("fast")));
        } catch (IOException e) {
            run(log("pg_ctl.log"), account.command(stopCommand("immediate")));
        }
        // The server takes its PID file away shortly before it ends.
        for (int i = 0; runsHere(pid.get()); i++) {
            if (i == 20) {
                throw new CodedException(ErrorCode.DATABASE_ORPHAN_RUNNING, pid.get());
            }
            pause(Duration.ofMillis(100));
        }
    }

    private List<String> stopCommand(String mode) {
        return List.of(
                programs.resolve("bin/pg_ctl").toString(),
                "stop",
                "--pgdata=" + files,
                "--mode=" + mode,
                "--wait",
                "--timeout=" + WAIT_SECONDS,
                "--silent");
    }

    private Optional<Long> pid() {
        try (Stream<String> lines = Files.lines(files.resolve(PID_FILE))) {
            return lines.findFirst().map(String::strip).map(Long::valueOf);
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether this process is a server on our files: a number may have gone to another program meanwhile. */
    private boolean runsHere(long pid) {
        try {
            byte[] commandLine = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "cmdline"));
            String[] arguments = new String(commandLine, StandardCharsets.UTF_8).split("\0", -1);
            return arguments[0].endsWith("postgres")
                    && Arrays.stream(arguments).anyMatch(argument -> argument.endsWith(files.toString()));
        } catch (IOException e) {
            return false;
        }
    }

    private void requireSameVersion() throws IOException {
        String ofFiles = Files.readString(files.resolve("PG_VERSION")).strip();
        String ofPrograms;
        // Its first line is "# PostgreSQL 17".
        try (Stream<String> lines = Files.lines(programs.resolve("share/postgresql/postgres.bki"))) {
            ofPrograms = lines.findFirst().orElse("").replaceAll("\\D", "");
        }
        if (!ofFiles.equals(ofPrograms)) {
            throw new CodedException(ErrorCode.DATABASE_VERSION_UNSUPPORTED, ofFiles, ofPrograms);
        }
    }

    private Path log(String name) {
        return files.resolveSibling(name);
    }

    private static Path passwordFile(Path directory) {
        return directory.resolve("postgres.password");
    }

    private static void writePassword(Path file) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, HexFormat.of().formatHex(random) + "\n", StandardOpenOption.WRITE);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Runs a program to its end; its output goes to a file, because the server it starts inherits it. */
    private static void run(Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(WAIT_SECONDS + 30L, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(
                    "exit " + process.exitValue() + ": " + Files.readString(log).strip());
        }
    }

    private static void pause(Duration duration) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
