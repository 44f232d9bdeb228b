package org.sscard.issuer.custody.store;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** Certificates that somebody came with. */
public final class StaffStore {

    private final Jdbi jdbi;
    private final Clock clock;

    /** One of them, DER. */
    // Read once from the row and handed on; nobody compares rows.
    @SuppressWarnings("ArrayRecordComponent")
    public record Seen(byte[] certificate, Instant lastSeen) {}

    public StaffStore(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    /** @param fingerprint SHA-256 of the certificate, hex in lower case */
    public void note(String fingerprint, byte[] certificate) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into staff_certificate (fingerprint, certificate, first_seen, last_seen) values (?, ?, ?, ?)"
                        + " on conflict (fingerprint) do update set last_seen = excluded.last_seen",
                fingerprint,
                certificate,
                clock.instant(),
                clock.instant()));
    }

    public List<Seen> all() {
        return jdbi.withHandle(handle -> handle.createQuery("select certificate, last_seen from staff_certificate")
                .map((row, context) -> new Seen(
                        row.getBytes("certificate"),
                        row.getTimestamp("last_seen").toInstant()))
                .list());
    }
}
