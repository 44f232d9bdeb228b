package org.sscard.issuer.registry;

import java.util.Optional;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;

/**
 * What a channel asks to be done with a card.
 *
 * @param requestId drawn by the caller, 1 to 64 characters
 * @param digest SHA-256 of everything that was asked, hex
 * @param reason empty: only in the note's words, by staff
 * @param seen the state that the caller saw; empty: any
 * @param terminal kiosk, telephone desk or page
 * @param dryRun says what would happen and changes nothing
 */
public record ActOrder(
        String requestId,
        String digest,
        long cardId,
        ActionRule rule,
        Channel channel,
        Optional<Proof> proof,
        Optional<Reason> reason,
        String note,
        String who,
        String terminal,
        Optional<CardState> seen,
        boolean dryRun) {

    /**
     * What became of it.
     *
     * @param replacement the card record that was ordered
     * @param repeated it was asked and answered before; nothing changed now
     */
    public record Done(long cardId, Optional<Long> replacement, boolean repeated) {}
}
