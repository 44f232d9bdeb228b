package org.sscard.issuer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.backup.Backup;
import org.sscard.servicekit.backup.Manifest;
import org.sscard.servicekit.backup.Restore;
import org.sscard.servicekit.backup.Upgrade;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.database.Migrations;

/** The bureau's data from its first schema on: upgraded with what was in them, saved, restored, and served. */
@Timeout(300)
class SavedBureauTest {

    private static final DatabaseConfig EMBEDDED = DatabaseConfig.embedded();
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    Path folder;

    @Test
    void registryOfTheFirstSchema_isUpgradedWithItsData_savedRestoredAndServed() {
        Path data = folder.resolve("data");
        inFirstSchema(data);

        Upgrade upgrade = Upgrade.run(IssuerService.DATA, EMBEDDED, data, folder.resolve("before"), CLOCK);
        Manifest saved = Backup.write(IssuerService.DATA, EMBEDDED, data, folder.resolve("after"), CLOCK);
        Restore.into(IssuerService.DATA, folder.resolve("after"), EMBEDDED, folder.resolve("restored"));
        Restore.into(IssuerService.DATA, folder.resolve("before"), EMBEDDED, folder.resolve("from-before"));

        assertThat(upgrade.before()).containsEntry("issuer", "1").containsEntry("approval", "1");
        assertThat(saved.rows()).isGreaterThan(15);
        for (Path place : new Path[] {data, folder.resolve("restored"), folder.resolve("from-before")}) {
            asItWas(place);
            served(place);
        }
    }

    /** Three cards in three states, one feed row, a range that began, an approval that waits: as the first program left them. */
    private static void inFirstSchema(Path data) {
        try (DataDirectory directory = DataDirectory.open(data, "issuer");
                Database database = Database.asItStands(EMBEDDED, directory.path())) {
            Migrations.of(database.dataSource(), IssuerService.SCHEMA).to("1");
            Migrations.of(database.dataSource(), ApprovalTable.SCHEMA).to("1");
            database.jdbi().useHandle(handle -> {
                handle.execute("insert into region values ('211002')");
                handle.execute("insert into card_number_range values ('211002', 'A', 4, 9999999)");
                handle.execute("insert into batch values (gen_random_uuid(), '211002', 'op', now(), now())");
                card(handle, 1, "ACTIVE");
                card(handle, 2, "QC_PASSED");
                card(handle, 3, "SPOILED");
                handle.execute("insert into card_status_feed values (1, decode(repeat('01', 16), 'hex'), 'A00000011',"
                        + " '211002199002150019', '211002', 'ACTIVE', false, now())");
                handle.execute("update card_status_head set version = 1");
                handle.execute("select setval('chip_serial', 3)");
                handle.execute("insert into approval values ('A0123456789ABCDEF', 'KEY_STATE', sha256('x'), '停用',"
                        + " 'chen', 'P-001', now(), now() + interval '1 day', 'REQUESTED')");
            });
        }
    }

    private static void card(Handle handle, int number, String state) {
        handle.execute("insert into person (id_number, name, sex, ethnic_group, birthplace, birth_date, hukou_region,"
                + " hukou_address, phone, created_at) values ('21100219900215000" + number
                + "', '某', '1', '01', '211002', '1990-02-15', '211002', '沙盒路', '13900000000', now())");
        handle.execute("insert into application (person_id, kind, region, import_id, import_row, import_digest,"
                + " created_at) values (" + number + ", 'SOCIAL_SECURITY', '211002', gen_random_uuid(), " + number
                + ", sha256('f'), now())");
        String bytes = "decode(lpad('" + number + "', 26, '0'), 'hex')";
        handle.execute("insert into card (card_number, application_id, person_id, kind, region, state, batch_id,"
                + " blank_serial, historical_bytes, identification_code, issue_date, expiry_date, apdus, created_at)"
                + " select 'A0000000" + number + "', " + number + ", " + number + ", 'SOCIAL_SECURITY', '211002', '"
                + state + "', batch_id, " + bytes + ", " + bytes + ", decode(lpad('" + number
                + "', 32, '0'), 'hex'), '2026-01-01', '2036-01-01', 900, now() from batch");
        handle.execute("insert into card_history (card_id, from_state, to_state, who, why, at) values (" + number
                + ", null, '" + state + "', 'op', 'made', now())");
        handle.execute(
                "insert into apdu_journal values (" + number + ", 1, 1, 'I', 'life cycle', '\\x80CA', null, now())");
    }

    private static void asItWas(Path place) {
        try (Database database = Database.open(EMBEDDED, place, IssuerService.SCHEMA, ApprovalTable.SCHEMA)) {
            assertThat(number(database, "select count(*) from card where state in ('ACTIVE', 'QC_PASSED', 'SPOILED')"))
                    .isEqualTo(3);
            assertThat(number(database, "select nextval('chip_serial')")).isEqualTo(4);
            assertThat(number(database, "select next_number from card_number_range"))
                    .isEqualTo(4);
            assertThat(number(database, "select version from card_status_head")).isEqualTo(1);
            assertThat(number(database, "select count(*) from approval where state = 'REQUESTED'"))
                    .isEqualTo(1);
            assertThat(number(database, "select count(*) from staff_certificate"))
                    .isZero();
            assertThatThrownBy(() -> database.jdbi().useHandle(handle -> handle.execute("delete from card_history")))
                    .hasMessageContaining("append only");
        }
    }

    private static void served(Path place) {
        IssuerConfig config =
                Configuration.defaults(Map.of("data", "\"" + place + "\"", "server.port", "0"), IssuerConfig.class);
        IssuerService.start(config, true, CLOCK, new SecureRandom()).close();
    }

    private static long number(Database database, String sql) {
        return database.jdbi()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
