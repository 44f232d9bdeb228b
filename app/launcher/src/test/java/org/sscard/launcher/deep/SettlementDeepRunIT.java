package org.sscard.launcher.deep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;

/**
 * Faults F24, F26, F27, F28 together: hospitals through the SDK and a pharmacy on the national interface settle, cancel, refund and
 * reverse over lines that cut, double, delay and reorder their messages, while any of the processes is killed with SIGKILL. At the
 * end every institution's own books, the insurer's and the ledger agree to 0.00.
 *
 * <p>{@code -Dsscard.deepSettlements} (10,000 under {@code test --deep}), {@code -Dsscard.seed}.
 */
class SettlementDeepRunIT {
    private static final int SETTLEMENTS = Integer.getInteger("sscard.deepSettlements", 300);
    private static final Duration PATIENCE = Duration.ofMinutes(40);
    private static final List<String> HOSPITALS = List.of("H21100200011", "H21100300012", "H21100400013");
    private static final String PHARMACY = "P21100200018";

    private final long seed = Long.getLong("sscard.seed", new Random().nextLong());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    @Test
    void whateverIsCutDoubledOrKilled_institutionsInsurerAndLedgerAgree() throws IOException {
        tell("-Dsscard.seed=" + seed + " -Dsscard.deepSettlements=" + SETTLEMENTS);
        InternalCa authority = InternalCa.open(directory.resolve("pki"), Clock.systemUTC(), new SecureRandom());
        int port = freePort();
        List<KeptProcess> processes = new ArrayList<>();
        try (PaperBureau bureau = new PaperBureau(authority);
                Mischief mischief = new Mischief(seed);
                BadLine line = new BadLine(port, mischief);
                BadDoor door = new BadDoor(port, mischief)) {
            KeptProcess insurer = insurer(authority, bureau, port);
            processes.add(insurer);
            insurer.awaitOutput("READY ");
            List<KeptProcess> desks = desks(line, door);
            processes.addAll(desks);
            int kills = killUntilDone(processes, desks);
            mischief.heal();
            await().atMost(Duration.ofMinutes(1)).until(mischief::quiet);
            tell("%d messages disturbed, %d processes killed".formatted(mischief.deeds(), kills));
            assertBooksAgree();
        } finally {
            processes.forEach(KeptProcess::close);
        }
    }

    private KeptProcess insurer(InternalCa authority, PaperBureau bureau, int port) throws IOException {
        Credentials own = authority.client("insurer", Role.INSURER);
        Path config = Files.writeString(directory.resolve("insurance.yaml"), """
                server: {port: %d}
                data: '%s'
                issuer:
                  url: '%s'
                  credentials: {certificate: '%s', key: '%s', authority: '%s'}
                """.formatted(
                port, directory.resolve("insurance"), bureau.url(), own.certificate(), own.key(), own.authority()));
        return KeptProcess.start(
                directory.resolve("insurance.log"),
                "org.sscard.launcher.Main",
                "insurance",
                "--dev",
                "--with-parent",
                "--config",
                config.toString());
    }

    private List<KeptProcess> desks(BadLine line, BadDoor door) throws IOException {
        List<KeptProcess> desks = new ArrayList<>();
        int each = SETTLEMENTS / (HOSPITALS.size() + 1);
        for (int hospital = 0; hospital < HOSPITALS.size(); hospital++) {
            String code = HOSPITALS.get(hospital);
            desks.add(KeptProcess.start(
                    books(code).resolveSibling("desk.log"),
                    SdkDesk.class.getName(),
                    Integer.toString(hospital + 1),
                    code,
                    directory.resolve(code).toString(),
                    Integer.toString(line.port()),
                    Integer.toString(each),
                    Long.toString(seed)));
        }
        desks.add(KeptProcess.start(
                books(PHARMACY).resolveSibling("desk.log"),
                NationalDesk.class.getName(),
                PHARMACY,
                directory.resolve(PHARMACY).toString(),
                Integer.toString(door.port()),
                Integer.toString(SETTLEMENTS - HOSPITALS.size() * each),
                Long.toString(seed)));
        return desks;
    }

    private Path books(String institution) throws IOException {
        return Files.createDirectories(directory.resolve(institution)).resolve("his.log");
    }

    /**
     * Any process, at a random moment after some more settlements are through: however slow the machine, the run goes on. Desks
     * that ended by themselves are through.
     */
    private int killUntilDone(List<KeptProcess> all, List<KeptProcess> desks) throws IOException {
        int kills = 0;
        while (desks.stream().anyMatch(KeptProcess::isAlive)) {
            long wanted = through() + 1 + random.nextInt(Math.max(1, SETTLEMENTS / 12));
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ofMillis(random.nextInt(500)))
                    .until(() -> through() >= wanted || desks.stream().noneMatch(KeptProcess::isAlive));
            int victim = random.nextInt(all.size() + 1);
            if (desks.stream().noneMatch(KeptProcess::isAlive)) {
                continue;
            }
            if (victim == all.size()) {
                kills += killDatabase();
            } else if (all.get(victim).isAlive()) {
                all.get(victim).killAndStartAgain();
                kills++;
            }
        }
        return kills;
    }

    /** The insurer starts it again by itself; 0 when it is just not there. */
    private int killDatabase() throws IOException {
        Path file = directory.resolve("insurance/postgres/postmaster.pid");
        if (Files.notExists(file)) {
            return 0;
        }
        long server = Long.parseLong(Files.readAllLines(file).get(0).strip());
        return ProcessHandle.of(server).filter(ProcessHandle::destroyForcibly).isPresent() ? 1 : 0;
    }

    /** Visits and sales that the institutions count as ended. */
    private long through() throws IOException {
        long ended = 0;
        for (String institution : institutions()) {
            ended += DeskBooks.facts(books(institution)).stream()
                    .filter(fact -> fact[0].equals("E"))
                    .count();
        }
        return ended;
    }

    private static List<String> institutions() {
        List<String> institutions = new ArrayList<>(HOSPITALS);
        institutions.add(PHARMACY);
        return institutions;
    }

    private void assertBooksAgree() throws IOException {
        DatabaseConfig embedded = DatabaseConfig.embedded();
        try (Database database = Database.asItStands(
                        new DatabaseConfig(embedded.url(), embedded.user(), embedded.passwordFile(), 2),
                        directory.resolve("insurance"));
                Handle books = database.jdbi().open()) {
            long settlements = 0;
            for (String institution : institutions()) {
                Map<String, DeskBooks.Row> own = DeskBooks.rows(books(institution));
                Map<String, DeskBooks.Row> insurers = insurers(books, institution);
                assertThat(insurers).as(institution).isEqualTo(own);
                assertThat(ledger(books, institution)).isEqualTo(sum(own));
                settlements += own.size();
                if (!institution.equals(PHARMACY)) {
                    assertThat(ownFigures(institution)).isEqualTo(total(own));
                }
            }
            BookProbes.ALL.forEach(probe ->
                    assertThat(number(books, probe.sql())).as(probe.name()).isZero());
            assertThat(number(books, "select coalesce(sum(amount_fen), 0) from posting"))
                    .isZero();
            tell(settlements + " rows agree; reversed beside them: "
                    + number(books, "select count(*) from settlement where state = 'REVERSED'"));
        }
    }

    private static Map<String, DeskBooks.Row> insurers(Handle books, String institution) {
        Map<String, DeskBooks.Row> rows = new HashMap<>();
        books.createQuery("select transaction_id, total_fen, fund_fen, account_fen from settlement "
                        + "where institution = :institution and state <> 'REVERSED'")
                .bind("institution", institution)
                .map((row, context) ->
                        rows.put(row.getString(1), new DeskBooks.Row(row.getLong(2), row.getLong(3), row.getLong(4))))
                .list();
        return rows;
    }

    /** What the ledger owes the institution. */
    private static long ledger(Handle books, String institution) {
        return -books.createQuery("select coalesce(sum(amount_fen), 0) from posting "
                        + "where account = 'INSTITUTION_PAYABLE' and owner = :institution")
                .bind("institution", institution)
                .mapTo(long.class)
                .one();
    }

    private static long sum(Map<String, DeskBooks.Row> rows) {
        return rows.values().stream()
                .mapToLong(row -> row.fund() + row.account())
                .sum();
    }

    private static List<Long> total(Map<String, DeskBooks.Row> rows) {
        return List.of(
                (long) rows.size(),
                rows.values().stream().mapToLong(DeskBooks.Row::total).sum(),
                rows.values().stream().mapToLong(DeskBooks.Row::fund).sum(),
                rows.values().stream().mapToLong(DeskBooks.Row::account).sum());
    }

    /** The SDK's own day totals, summed over the days of the run; those of the last process that came to the end. */
    private List<Long> ownFigures(String institution) throws IOException {
        List<String[]> figures = DeskBooks.facts(books(institution)).stream()
                .filter(fact -> fact[0].equals("F"))
                .toList();
        List<String[]> last = figures.subList(figures.size() - 2, figures.size());
        List<Long> sums = new ArrayList<>();
        for (int column = 1; column <= 4; column++) {
            sums.add(Long.parseLong(last.get(0)[column]) + Long.parseLong(last.get(1)[column]));
        }
        return sums;
    }

    private static long number(Handle books, String sql) {
        return books.createQuery(sql).mapTo(long.class).one();
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    private static void tell(String line) {
        System.err.println(line);
    }

    /** A program in a process of its own that can be killed and started again on what it left. */
    private static final class KeptProcess implements AutoCloseable {
        private final List<String> command;
        private final Path log;
        private Process process;

        private KeptProcess(List<String> command, Path log) throws IOException {
            this.command = command;
            this.log = log;
            this.process = launch();
        }

        static KeptProcess start(Path log, String mainClass, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xshare:auto",
                    "-Xmx256m",
                    "-Dfile.encoding=UTF-8",
                    "-DSSCARD_LOG_LEVEL=WARN",
                    "-cp",
                    System.getProperty("java.class.path"),
                    mainClass));
            command.addAll(List.of(arguments));
            return new KeptProcess(command, log);
        }

        private Process launch() throws IOException {
            ProcessBuilder.Redirect output = ProcessBuilder.Redirect.appendTo(log.toFile());
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
        }

        void awaitOutput(String text) {
            File file = log.toFile();
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> file.exists() && Files.readString(log).contains(text));
        }

        boolean isAlive() {
            return process.isAlive();
        }

        void killAndStartAgain() {
            try {
                process.destroyForcibly().waitFor();
                process = launch();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
