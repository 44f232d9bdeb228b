package org.sscard.issuer.perso;

import org.sscard.issuer.lifecycle.CardState;

/**
 * How personalisation of a card ended.
 *
 * @param reason empty for QC_PASSED; names step and error code, never data
 * @param apdus exchanged with the card in this run
 */
public record Verdict(Ending ending, String reason, int apdus) {

    /** The three ways out of PERSONALISING (Issuing §3). */
    public enum Ending {
        QC_PASSED(CardState.QC_PASSED),
        SPOILED(CardState.SPOILED),
        /** No answer came: what the card holds has to be found out. */
        UNKNOWN(CardState.UNKNOWN);

        private final CardState state;

        Ending(CardState state) {
            this.state = state;
        }

        public CardState state() {
            return state;
        }
    }
}
