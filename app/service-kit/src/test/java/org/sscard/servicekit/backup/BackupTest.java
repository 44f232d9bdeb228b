package org.sscard.servicekit.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.backup.store.Probe;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.database.Migrations;
import org.sscard.servicekit.database.Schema;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

@Timeout(180)
class BackupTest {

    private static final String FOLDER = "org/sscard/servicekit/backup/";
    private static final Schema OLD = new Schema("shop", FOLDER + "old");
    private static final Schema NOW = new Schema("shop", FOLDER + "now");
    private static final DatabaseConfig EMBEDDED = DatabaseConfig.embedded();
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T04:00:00Z"), ZoneOffset.UTC);
    private static final Probe NO_NEGATIVE_SALES =
            new Probe("no sale is negative", "select count(*) from sale where amount_fen < 0");

    @TempDir
    Path folder;

    private Path data;
    private Path file;

    @BeforeEach
    void paths() {
        data = folder.resolve("data");
        file = folder.resolve("shop.backup");
    }

    private static ServiceData shop(Schema schema) {
        return new ServiceData(
                "shop", List.of(schema), List.of("audit.log", "keys", "absent"), List.of(NO_NEGATIVE_SALES));
    }

    private void open(Schema schema) throws IOException {
        try (DataDirectory directory = DataDirectory.open(data, "shop");
                Database database = Database.open(EMBEDDED, directory.path(), schema)) {
            sell(database);
            Files.writeString(directory.path().resolve("audit.log"), "one\ntwo\n");
            Files.writeString(directory.directory("keys").resolve("vault.json"), "{\"sealed\":true}");
        }
    }

    private static void sell(Database database) {
        database.jdbi().useHandle(handle -> {
            handle.execute("insert into customer (name, secret) values ('张\t三\\n', '\\x00ff0a5c'), (null, null)");
            handle.execute("insert into sale (sale_id, customer_id, takes_back, amount_fen, at)"
                    + " select nextval('sale_number'), 1 + n % 2, null, n * 7, now() from generate_series(1, 500) n");
            handle.execute("insert into sale (sale_id, customer_id, takes_back, amount_fen, at)"
                    + " values (nextval('sale_number'), 1, 3, 21, '2026-01-01T00:00:00.123456+08')");
            handle.execute("insert into unkeyed values ('b'), ('a'), ('a'), (null)");
            handle.execute("delete from setting");
        });
    }

    private static long number(Database database, String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }

    @Test
    void whatWasSaved_comesBackToTheByte_withItsNumbersAndFiles() throws IOException {
        open(OLD);
        Path elsewhere = folder.resolve("elsewhere");

        Manifest saved = Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK);
        Restore.into(shop(OLD), file, EMBEDDED, elsewhere);
        Manifest again = Backup.write(shop(OLD), EMBEDDED, elsewhere, folder.resolve("again"), CLOCK);

        assertThat(again).isEqualTo(saved);
        assertThat(saved.rows()).isEqualTo(2 + 501 + 4);
        assertThat(saved.schemas()).isEqualTo(Map.of("shop", "1"));
        assertThat(Files.readString(elsewhere.resolve("audit.log"))).isEqualTo("one\ntwo\n");
        assertThat(Files.readString(elsewhere.resolve("keys/vault.json"))).isEqualTo("{\"sealed\":true}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("elsewhere.restoring")).doesNotExist();
        try (Database database = Database.open(EMBEDDED, elsewhere, OLD)) {
            assertThat(number(database, "select nextval('sale_number')")).isEqualTo(502);
            assertThat(number(database, "insert into customer (name) values ('new') returning customer_id"))
                    .isEqualTo(3);
            assertThat(number(database, "select sum(doubled) from sale")).isEqualTo(2 * (7 * 500 * 501 / 2 + 21));
            assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute("delete from sale")))
                    .hasMessageContaining("append only");
        }
    }

    @Test
    void aRunningService_isSavedAsOfOneInstant_andGoesOn() throws IOException {
        try (DataDirectory directory = DataDirectory.open(data, "shop");
                Database database = Database.open(EMBEDDED, directory.path(), OLD)) {
            sell(database);

            Manifest saved = Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK);

            assertThat(saved.rows()).isEqualTo(2 + 501 + 4);
            assertThat(number(database, "select count(*) from sale")).isEqualTo(501);
            assertThatThrownBy(() -> Upgrade.run(shop(NOW), EMBEDDED, data, folder.resolve("u"), CLOCK))
                    .satisfies(code(ErrorCode.DATA_DIRECTORY_IN_USE));
        }
    }

    @Test
    void anOldBackup_isRestoredAndThenMigrated() throws IOException {
        open(OLD);
        Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK);
        Path elsewhere = folder.resolve("elsewhere");

        Restore.into(shop(NOW), file, EMBEDDED, elsewhere);

        try (Database database = Database.asItStands(EMBEDDED, elsewhere)) {
            assertThat(Migrations.of(database.dataSource(), NOW).version()).isEqualTo("2");
            assertThat(number(database, "select count(*) from sale where channel = 'counter'"))
                    .isEqualTo(501);
        }
    }

    @Test
    void aBackupOfANewerSchema_isRefused() throws IOException {
        open(NOW);
        Backup.write(shop(NOW), EMBEDDED, data, file, CLOCK);

        assertRefused(
                () -> Restore.into(shop(OLD), file, EMBEDDED, folder.resolve("x")),
                ErrorCode.DATABASE_NEWER_THAN_PROGRAM);
    }

    @Test
    void anUpgrade_savesFirst_migrates_andSaysFromWhereToWhere() throws IOException {
        open(OLD);

        Upgrade upgrade = Upgrade.run(shop(NOW), EMBEDDED, data, file, CLOCK);
        Upgrade second = Upgrade.run(shop(NOW), EMBEDDED, data, folder.resolve("second"), CLOCK);

        assertThat(upgrade.before()).isEqualTo(Map.of("shop", "1"));
        assertThat(upgrade.after()).isEqualTo(Map.of("shop", "2"));
        assertThat(Backup.check(shop(NOW), file)).isEqualTo(upgrade.backup());
        assertThat(second.backup()).isNull();
        assertThat(folder.resolve("second")).doesNotExist();
    }

    @Test
    void dataThatBreakARule_areFoundOnRestore() throws IOException {
        open(OLD);
        try (Database database = Database.open(EMBEDDED, data, OLD)) {
            database.jdbi()
                    .useHandle(handle -> handle.execute(
                            "insert into sale (sale_id, customer_id, amount_fen, at) values (9999, 1, -1, now())"));
        }
        Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK);

        assertRefused(
                () -> Restore.into(shop(OLD), file, EMBEDDED, folder.resolve("x")), ErrorCode.DATA_BACKUP_RULE_BROKEN);
    }

    @Test
    void aFullTarget_aForeignFile_andNoFile_areRefused() throws IOException {
        open(OLD);
        Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK);
        ServiceData other = new ServiceData("bakery", List.of(OLD), List.of(), List.of());

        assertThatThrownBy(() -> Restore.into(shop(OLD), file, EMBEDDED, data))
                .satisfies(code(ErrorCode.DATA_BACKUP_TARGET_NOT_EMPTY));
        assertRefused(() -> Restore.into(other, file, EMBEDDED, folder.resolve("x")), ErrorCode.DATA_BACKUP_FOREIGN);
        assertRefused(
                () -> Restore.into(shop(OLD), folder.resolve("none"), EMBEDDED, folder.resolve("x")),
                ErrorCode.DATA_BACKUP_FILE_FAILED);
        assertThatThrownBy(() -> Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK))
                .satisfies(code(ErrorCode.DATA_BACKUP_TARGET_EXISTS));
        assertThatThrownBy(() -> Backup.write(other, EMBEDDED, data, folder.resolve("y"), CLOCK))
                .satisfies(code(ErrorCode.DATA_DIRECTORY_OTHER_SERVICE));
    }

    @Test
    void whateverIsCutOffOrFlipped_isNoticed_andNothingIsLeftBehind() throws IOException {
        open(OLD);
        Backup.write(shop(OLD), EMBEDDED, data, file, CLOCK);
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(20261122);
        Path broken = folder.resolve("broken");
        for (int round = 0; round < 200; round++) {
            byte[] bytes = whole.clone();
            if (round % 4 == 0) {
                Files.write(broken, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)));
            } else {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(broken, bytes);
            }
            try {
                // A bit of a time stamp in the ZIP's own directory changes no content: then what is told must be the
                // same.
                assertThat(Backup.check(shop(OLD), broken)).isEqualTo(Backup.check(shop(OLD), file));
            } catch (CodedException e) {
                assertThat(e.code()).isIn(ErrorCode.DATA_BACKUP_DAMAGED, ErrorCode.DATA_BACKUP_FILE_FAILED);
            }
        }
        Files.write(broken, java.util.Arrays.copyOf(whole, whole.length / 2));
        assertRefused(
                () -> Restore.into(shop(OLD), broken, EMBEDDED, folder.resolve("x")), ErrorCode.DATA_BACKUP_DAMAGED);
    }

    private void assertRefused(org.assertj.core.api.ThrowableAssert.ThrowingCallable work, ErrorCode code) {
        assertThatThrownBy(work).satisfies(code(code));
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(folder.resolve("x.restoring")).doesNotExist();
    }

    private static java.util.function.Consumer<Throwable> code(ErrorCode code) {
        return failure -> assertThat(((CodedException) failure).code()).isEqualTo(code);
    }
}
