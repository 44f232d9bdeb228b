package org.sscard.issuer.psam;

import java.time.Instant;

/**
 * One PSAM of the inventory.
 *
 * @param serial 20 digits, as file 0015 says
 * @param terminal 12 digits, as file 0016 says
 * @param level 1 ministry, 2 province, 3 city
 * @param purpose what it was asked for, counted by it (issuing and keys §1)
 * @param keys how many it holds
 */
public record PsamRecord(
        String serial,
        String terminal,
        int level,
        String region,
        String algorithm,
        String purpose,
        State state,
        int keys,
        Instant changedAt) {

    /** Where it stands. */
    public enum State {
        /** Keys are being written, or were when it was torn out: it is not handed out. */
        ISSUING("写入中"),
        ISSUED("已发行"),
        /** Left in between: to be destroyed. */
        SPOILED("作废"),
        LOST("挂失");

        private final String zh;

        State(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }
}
