package org.sscard.insurance.compat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.enrolment.Institution;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.Digest;

/** A checked message within its transaction. */
record Call(
        DatabaseSession session,
        Envelope envelope,
        Institution institution,
        Map<String, List<Row>> nodes,
        Digest digest,
        Instant now,
        ZoneId zone) {

    Row row(String node) {
        return rows(node).get(0);
    }

    List<Row> rows(String node) {
        return nodes.getOrDefault(node, List.of());
    }

    LocalDateTime localNow() {
        return LocalDateTime.ofInstant(now, zone);
    }

    @Override
    public String toString() {
        return "Call[" + envelope + "]";
    }
}
