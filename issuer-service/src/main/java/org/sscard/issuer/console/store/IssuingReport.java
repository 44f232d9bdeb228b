package org.sscard.issuer.console.store;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.sscard.servicekit.database.Database;

/** Progress of issuing (发放调度): what happened to cards in a span of days, by one key. */
public final class IssuingReport {

    /** What the figures are told apart by. */
    public enum By {
        REGION("地区", "region", "c.region"),
        BRANCH("网点", "branch", "coalesce(w.branch, '尚未发往网点')"),
        BATCH("批次", "batch", "coalesce(c.region || '-' || upper(left(c.batch_id::text, 8)), '未编批')"),
        DAY("日期", "day", "to_char(h.at at time zone :zone, 'YYYY-MM-DD')");

        private final String zh;
        private final String en;
        private final String sql;

        By(String zh, String en, String sql) {
            this.zh = zh;
            this.en = en;
            this.sql = sql;
        }

        public String zh() {
            return zh;
        }

        public String en() {
            return en;
        }
    }

    private final Jdbi jdbi;
    private final ZoneId zone;

    public IssuingReport(Database database, ZoneId zone) {
        this.jdbi = database.jdbi();
        this.zone = zone;
    }

    /** Cards that got so far in the span. */
    public record Line(
            String key,
            int registered,
            int made,
            int spoiled,
            int sent,
            int arrived,
            int lost,
            int collected,
            int active) {}

    /** @param region a code, or empty for all */
    public List<Line> lines(By by, LocalDate from, LocalDate to, String region) {
        return jdbi.withHandle(handle -> handle.createQuery("select " + by.sql + " as key,"
                        + " count(*) filter (where h.from_state is null) as registered,"
                        + " count(*) filter (where h.to_state = 'QC_PASSED') as made,"
                        + " count(*) filter (where h.to_state = 'SPOILED') as spoiled,"
                        + " count(*) filter (where h.to_state = 'IN_TRANSIT') as sent,"
                        + " count(*) filter (where h.to_state = 'AT_BRANCH') as arrived,"
                        + " count(*) filter (where h.to_state = 'LOST_IN_TRANSIT') as lost,"
                        + " count(*) filter (where h.to_state = 'ISSUED') as collected,"
                        + " count(*) filter (where h.to_state = 'ACTIVE' and h.from_state = 'ISSUED') as active"
                        + " from card_history h join card c using (card_id)"
                        + " left join lateral (select o.branch from handover_card hc join handover o using (handover_id)"
                        + " where hc.card_id = c.card_id order by o.sent_at desc limit 1) w on true"
                        + " where h.at >= :from and h.at < :to and (:region = '' or c.region = :region)"
                        + " and (cast(:zone as text) is not null) group by 1 order by 1")
                .bind("from", start(from))
                .bind("to", start(to.plusDays(1)))
                .bind("region", region)
                .bind("zone", zone.getId())
                .map((row, context) -> new Line(
                        row.getString("key"),
                        row.getInt("registered"),
                        row.getInt("made"),
                        row.getInt("spoiled"),
                        row.getInt("sent"),
                        row.getInt("arrived"),
                        row.getInt("lost"),
                        row.getInt("collected"),
                        row.getInt("active")))
                .list());
    }

    /** How many cards stand in which state now. */
    public record Standing(String region, String state, int cards) {}

    public List<Standing> standing(String region) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select region, state, count(*) from card where :region = '' or region = :region
                        group by region, state order by region, state""")
                .bind("region", region)
                .map((row, context) -> new Standing(row.getString(1), row.getString(2), row.getInt(3)))
                .list());
    }

    private Instant start(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
