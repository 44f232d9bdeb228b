package org.sscard.issuer.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * A roster on its way into the registry.
 *
 * @param total rows read so far
 * @param done rows that the present work is done with
 * @param failure why the work stopped: code and arguments, parted by tabs; empty: it did not
 * @param codes of what is wrong, with the rows that have it
 */
public record Intake(
        UUID intakeId,
        String fileName,
        String sha256,
        State state,
        int total,
        int done,
        String failure,
        String broughtBy,
        Instant broughtAt,
        Instant beganAt,
        Map<IntakeRow.State, Integer> rows,
        Map<String, Integer> codes) {

    /** Where an intake stands. */
    public enum State {
        READING("正在读取"),
        CHECKED("已检查"),
        IMPORTING("正在入库"),
        IMPORTED("已入库"),
        WITHDRAWN("已撤回"),
        FAILED("未能读取");

        private final String zh;

        State(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }

    public Intake {
        rows = Map.copyOf(rows);
        codes = Map.copyOf(codes);
    }

    public int rows(IntakeRow.State in) {
        return rows.getOrDefault(in, 0);
    }

    public boolean working() {
        return state == State.READING || state == State.IMPORTING;
    }

    /** Rows a second of the present work. */
    public int rate(Instant now) {
        long millis = Math.max(1, Duration.between(beganAt, now).toMillis());
        return (int) Math.min(Integer.MAX_VALUE, done * 1_000L / millis);
    }

    /** Rows that the present work has still to do; 0 while a file is read, whose length nobody knows. */
    public int left() {
        return state == State.IMPORTING ? rows(IntakeRow.State.GOOD) : 0;
    }
}
