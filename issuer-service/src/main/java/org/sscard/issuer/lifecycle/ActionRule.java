package org.sscard.issuer.lifecycle;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One action of the life-cycle table: from where, to where, who may and why.
 *
 * @param reasons one of which must be given, each with the states in which it can be true: who says that the card is lost
 *     cannot replace one that was found in the meantime
 */
public record ActionRule(
        CardAction action,
        String zh,
        String en,
        Set<CardState> from,
        CardState to,
        Map<Channel, Allowance> channels,
        Map<Reason, Set<CardState>> reasons) {

    /**
     * What a channel needs to do it.
     *
     * @param proofs one of which must be given; none: staff and machines answer for it themselves
     * @param from the states from which this channel may
     */
    public record Allowance(Set<Proof> proofs, Set<CardState> from) {

        boolean provedBy(Optional<Proof> proof) {
            return proofs.isEmpty() || proof.filter(proofs::contains).isPresent();
        }
    }

    public boolean allowed(CardState state, Channel channel) {
        Allowance allowance = channels.get(channel);
        return allowance != null && allowance.from().contains(state);
    }

    /** Whether the channel may do it with the proof that it brings. */
    public boolean allowed(CardState state, Channel channel, Optional<Proof> proof) {
        Allowance allowance = channels.get(channel);
        return allowance != null && allowance.from().contains(state) && allowance.provedBy(proof);
    }

    public boolean allowed(CardState state, Reason reason) {
        return reasons.getOrDefault(reason, Set.of()).contains(state);
    }
}
