package org.sscard.issuer.custody;

import java.time.Instant;
import java.util.List;

/**
 * Keys on their way between tiers.
 *
 * @param id OUT- or IN-, then the 8 hex digits that stand in every share
 * @param scope whose keys these are
 * @param custodians who receive a share each, in their order
 * @param shareCheckValues of the shares, in the same order
 * @param protectionKey check value of the key that the file is under
 * @param fileDigest SHA-256 of the file, hex
 * @param keys a line each: name, version, algorithm, scope, check value
 */
public record Delivery(
        String id,
        String scope,
        String environment,
        State state,
        int threshold,
        List<String> custodians,
        List<String> shareCheckValues,
        String protectionKey,
        String fileDigest,
        List<String> keys,
        Instant changedAt) {

    /** Where it stands. */
    public enum State {
        /** The file is written; not every share was shown. */
        WRAPPED("待交份额"),
        HANDED_OVER("已交接"),
        /** The shares were lost before all were shown: the file is worthless. */
        ABANDONED("已作废"),
        RECEIVED("已收到"),
        IMPORTED("已导入"),
        REFUSED("已拒绝");

        private final String zh;

        State(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }

    public Delivery {
        custodians = List.copyOf(custodians);
        shareCheckValues = List.copyOf(shareCheckValues);
        keys = List.copyOf(keys);
    }
}
