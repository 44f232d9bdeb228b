package org.sscard.insurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.backup.Backup;
import org.sscard.servicekit.backup.Manifest;
import org.sscard.servicekit.backup.Restore;
import org.sscard.servicekit.backup.Upgrade;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.database.Migrations;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The insurer's data from its first schema on: upgraded with what was in them, saved, and restored to the row. */
@Timeout(240)
class SavedBooksTest {

    private static final DatabaseConfig EMBEDDED = DatabaseConfig.embedded();
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    /** A settled, a cancelled and a reversed bill, as the first version of the program wrote them. */
    private static void firstBooks(Jdbi jdbi) {
        jdbi.useHandle(handle -> {
            handle.execute("insert into region values ('211002', true)");
            handle.execute("insert into person values (1, 'P1', '211002195001010011', '某', 'F', '1950-01-01')");
            handle.execute("insert into enrolment (person_id, scheme, class, pupil, region, benefit_start) "
                    + "values (1, 'RESIDENT', 'ELDERLY', false, '211002', '2009-01-01')");
            handle.execute("insert into accumulator values (1, 'RESIDENT', 'N2026', 3000000, 60)");
            settlement(handle, 1, "'CONFIRMED'", "null", 60);
            settlement(handle, 2, "'CANCELLED'", "null", 50);
            settlement(handle, 3, "'CONFIRMED'", "2", -50);
            handle.execute("select setval('settlement_number', 3)");
        });
    }

    private static void settlement(org.jdbi.v3.core.Handle handle, int id, String state, String cancels, long fund) {
        handle.execute("insert into settlement values (" + id + ", 'H1', 'T" + id + "', 1, 'RESIDENT', 'INPATIENT', 'V"
                + id
                + "', " + state + ", " + cancels + ", null, 'N2026', " + fund + ", 0, 0, 0, " + fund + ", 0, " + fund
                + ", 0, 0, 0, 0, 0, 4500, 0, " + Math.max(0, fund)
                + ", true, '22', '[]', 'liaoyang-102', false, '2026-03-20', now())");
        handle.execute("insert into transaction_record values ('H1', 'T" + id + "', 'SETTLE', sha256('x'), " + id
                + ", 'reply', now())");
        handle.execute("with e as (insert into journal_entry (day, institution, settlement_id, kind, posted_at) "
                + "values ('2026-03-20', 'H1', " + id + ", 'SETTLE', now()) returning entry_id) "
                + "insert into posting select entry_id, leg, account, owner, amount from e, (values "
                + "(1, 'FUND_EXPENSE', '211000/RESIDENT', " + fund + "), "
                + "(2, 'INSTITUTION_PAYABLE', 'H1', " + -fund + ")) l (leg, account, owner, amount)");
    }

    @Test
    void booksOfTheFirstSchema_areUpgradedWithTheirData_savedAndRestored() {
        Path data = folder.resolve("data");
        try (DataDirectory directory = DataDirectory.open(data, "insurance");
                Database database = Database.asItStands(EMBEDDED, directory.path())) {
            Migrations.of(database.dataSource(), InsuranceService.SCHEMA).to("1");
            firstBooks(database.jdbi());
        }

        Upgrade upgrade = Upgrade.run(InsuranceService.DATA, EMBEDDED, data, folder.resolve("before"), CLOCK);
        Manifest saved = Backup.write(InsuranceService.DATA, EMBEDDED, data, folder.resolve("after"), CLOCK);
        Restore.into(InsuranceService.DATA, folder.resolve("after"), EMBEDDED, folder.resolve("restored"));
        Restore.into(InsuranceService.DATA, folder.resolve("before"), EMBEDDED, folder.resolve("from-before"));

        assertThat(upgrade.before()).containsEntry("insurance", "1");
        for (String place : new String[] {"restored", "from-before"}) {
            try (Database database = Database.open(EMBEDDED, folder.resolve(place), InsuranceService.SCHEMA)) {
                assertThat(number(database, "select sum(fund_fen) from settlement"))
                        .isEqualTo(60);
                assertThat(number(database, "select nextval('settlement_number')"))
                        .isGreaterThan(3);
                assertThat(number(database, "select count(*) from day_close")).isZero();
                assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute("delete from posting")))
                        .hasMessageContaining("append only");
            }
        }
        assertThat(saved.rows()).isGreaterThan(10);
    }

    @Test
    void booksThatDoNotBalance_areNotRestored() {
        Path data = folder.resolve("data");
        try (DataDirectory directory = DataDirectory.open(data, "insurance");
                Database database = Database.open(EMBEDDED, directory.path(), InsuranceService.SCHEMA)) {
            firstBooks(database.jdbi());
            database.jdbi().useHandle(handle -> handle.execute("update accumulator set used_fen = 61"));
        }
        Backup.write(InsuranceService.DATA, EMBEDDED, data, folder.resolve("file"), CLOCK);

        assertThatThrownBy(() ->
                        Restore.into(InsuranceService.DATA, folder.resolve("file"), EMBEDDED, folder.resolve("x")))
                .isInstanceOfSatisfying(
                        CodedException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.DATA_BACKUP_RULE_BROKEN));
        assertThat(folder.resolve("x")).doesNotExist();
    }

    private static long number(Database database, String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
