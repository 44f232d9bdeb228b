package org.sscard.servicekit.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class DatabaseTest {

    private static final Schema FIRST = new Schema("first", "org/sscard/servicekit/database/first");
    private static final Schema SECOND = new Schema("second", "org/sscard/servicekit/database/second");

    @TempDir
    Path directory;

    @Test
    void anEmbeddedDatabaseIsDurable_andMigratesEachSchemaByItself() {
        try (Database database = Database.temporary(FIRST, SECOND)) {
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes", "data_checksums"}) {
                assertThat(text(database, "SELECT current_setting('" + setting + "')"))
                        .as(setting)
                        .isEqualTo("on");
            }
            assertThat(text(database, "SELECT count(*) FROM thing, other")).isEqualTo("0");
            assertThat(database.healthy()).isTrue();
        }
    }

    @Test
    void whatWasCommitted_isThereAfterARestart() {
        try (Database database = open()) {
            insert(database, 1);
        }
        try (Database database = open()) {
            assertThat(things(database)).isEqualTo("1");
        }
    }

    @Test
    void aServerThatOutlivedItsKilledService_isStoppedAndItsDataKept() {
        Database killed = open();
        insert(killed, 1);
        int port = killed.embeddedPort();

        try (Database database = open()) {
            assertThat(database.embeddedPort()).isNotEqualTo(port);
            assertThat(things(database)).isEqualTo("1");
        }
    }

    @Test
    void aKilledDatabaseServer_isStartedAgainAndLosesNothingThatWasAnswered() throws IOException {
        try (Database database = open()) {
            for (int times = 1; times <= 2; times++) {
                insert(database, times);
                ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
                server.destroyForcibly();
                await().until(() -> !server.isAlive());

                String all = String.valueOf(times);
                await().atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(things(database)).isEqualTo(all));
                assertThat(database.healthy()).isTrue();
            }
        }
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    void aServerThatSomebodyStopped_staysStopped() throws IOException {
        try (Database database = open()) {
            ProcessHandle server = ProcessHandle.of(pid()).orElseThrow();
            EmbeddedPostgres.stopLeftOver(directory);

            await().until(() -> !server.isAlive());
            await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(5)).until(() -> Files.notExists(pidFile()));
            assertThat(database.healthy()).isFalse();
        }
    }

    @Test
    void aPidFileThatNamesAStranger_doesNotHinderTheStart_andTheStrangerLives() throws IOException {
        open().close();
        Files.writeString(pidFile(), ProcessHandle.current().pid() + "\n" + directory + "\n");

        try (Database database = open()) {
            assertThat(things(database)).isEqualTo("0");
        }
    }

    @Test
    void aFirstStartCutOffInTheMiddle_isBegunAgain() throws IOException {
        Path partial = Files.createDirectories(directory.resolve("postgres.new/base"));
        Files.writeString(partial.resolve("1"), "half");
        Files.writeString(directory.resolve("postgres.password"), "old\n");

        try (Database database = open()) {
            assertThat(database.healthy()).isTrue();
        }
        assertThat(directory.resolve("postgres.new")).doesNotExist();
    }

    @Test
    void whereUserNamespacesAreRefused_rootStartsItAsNobody() throws IOException {
        org.junit.jupiter.api.Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, ServerAccount.NOBODY)) {
            assertThat(postgres.port()).isPositive();
            assertThat(Files.getAttribute(Path.of("/proc", String.valueOf(pid())), "unix:uid"))
                    .isEqualTo(65534);
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory, ServerAccount.NAMESPACE)) {
            assertThat(postgres.port()).isPositive();
        }
    }

    @Test
    void aSchemaNewerThanTheProgram_isRefused() {
        try (Database database = open()) {
            database.jdbi()
                    .useHandle(handle -> handle.execute("INSERT INTO schema_history_first (installed_rank, version,"
                            + " description, type, script, installed_by, execution_time, success)"
                            + " VALUES (99, '99', 'later', 'SQL', 'V99__later.sql', 'test', 1, true)"));
        }

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_NEWER_THAN_PROGRAM));
        assertThat(pidFile()).doesNotExist();
    }

    @Test
    void anExternalDatabaseThatIsAway_isNamedWithoutItsPassword() {
        DatabaseConfig config = new DatabaseConfig("jdbc:postgresql://127.0.0.1:1/x?password=secret", "u", null, 2);

        assertThatThrownBy(() -> Database.open(config, directory))
                .isInstanceOfSatisfying(CodedException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(ErrorCode.DATABASE_UNREACHABLE);
                    assertThat(failure.getMessage()).contains("127.0.0.1:1/x").doesNotContain("secret");
                });
    }

    @Test
    void aConstraintViolation_doesNotRepeatTheRow_inExceptionOrLog() throws IOException {
        try (Database database = open()) {
            database.jdbi().useHandle(handle -> handle.execute("CREATE UNIQUE INDEX ON thing (word)"));
            database.jdbi().useHandle(handle -> handle.execute("INSERT INTO thing VALUES (1, 'SECRETWORD')"));

            assertThatThrownBy(() -> database.jdbi()
                            .useHandle(handle -> handle.execute("INSERT INTO thing VALUES (2, ?)", "SECRETWORD")))
                    .hasMessageNotContaining("SECRETWORD")
                    .rootCause()
                    .hasMessageNotContaining("SECRETWORD");
        }
        assertThat(directory.resolve("postgres/postgresql.log")).content().doesNotContain("SECRETWORD");
    }

    @Test
    void anExternalDatabase_servesOneServiceOfANameAtATime() {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory)) {
            DatabaseConfig external =
                    new DatabaseConfig(server.url(), EmbeddedPostgres.USER, directory.resolve("postgres.password"), 2);
            try (Database first = Database.open(external, directory, FIRST)) {
                assertThatThrownBy(() -> Database.open(external, directory, FIRST))
                        .isInstanceOfSatisfying(
                                CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DATABASE_IN_USE));
                Database.open(external, directory, SECOND).close();
                Database.asItStands(external, directory).close();
                assertThat(first.healthy()).isTrue();

                first.jdbi()
                        .useHandle(handle -> handle.execute("select pg_terminate_backend(pid) "
                                + "from pg_stat_activity where application_name = 'sscard lock'"));

                assertThat(first.healthy()).as("taken again").isTrue();
                assertThatThrownBy(() -> Database.open(external, directory, FIRST))
                        .isInstanceOf(CodedException.class);
            }
            Database.open(external, directory, FIRST).close();
        }
    }

    private Database open() {
        return Database.open(DatabaseConfig.embedded(), directory, FIRST);
    }

    private Path pidFile() {
        return directory.resolve("postgres/postmaster.pid");
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readAllLines(pidFile()).get(0));
    }

    private static void insert(Database database, long id) {
        database.jdbi().useHandle(handle -> handle.execute("INSERT INTO thing VALUES (?, 'a')", id));
    }

    private static String things(Database database) {
        return text(database, "SELECT count(*) FROM thing");
    }

    private static String text(Database database, String sql) {
        return database.jdbi()
                .withHandle(
                        handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
