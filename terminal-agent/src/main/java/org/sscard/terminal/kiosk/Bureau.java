package org.sscard.terminal.kiosk;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sscard.spec.identity.CardIdentificationCode;

/**
 * The card bureau, as a kiosk needs it. Every call throws a {@code CodedException}: SERVICE_UNAVAILABLE and SERVICE_TIMEOUT for
 * the line, otherwise what the bureau answered.
 */
public interface Bureau {

    /** A code with its name. */
    record Named(String code, String zh, String en) {}

    /** @param progress the states of the card up to now, oldest first */
    record HeldCard(
            String cardNumber,
            Named state,
            boolean blacklisted,
            Named bank,
            Optional<CardIdentificationCode> code,
            Optional<Instant> periodEnds,
            List<Progress> progress) {

        public HeldCard {
            progress = List.copyOf(progress);
        }

        @Override
        public String toString() {
            return "card in " + state.code();
        }
    }

    record Progress(Named state, Instant at) {}

    /** @param from the states in which it can be true */
    record Reason(Named name, Set<String> from) {

        public Reason {
            from = Set.copyOf(from);
        }
    }

    /** What the table lets a kiosk do. */
    record Rule(String action, Set<String> from, Set<String> proofs, List<Reason> reasons) {

        public Rule {
            from = Set.copyOf(from);
            proofs = Set.copyOf(proofs);
            reasons = List.copyOf(reasons);
        }
    }

    /** How the kiosk knows that it is the holder; codes of the bureau's table. */
    enum Proof {
        CARD_AND_PIN,
        IDENTITY_SERVICE
    }

    /** @param requestId drawn before the first try; the same one again answers the same */
    record Wish(String requestId, String cardNumber, String action, Proof proof, String reason, String fromState) {}

    /** The person's cards, newest first; with a card no proof is needed, because nothing but its own state is told. */
    List<HeldCard> cards(CardIdentificationCode shown);

    /** The cards of a person who proved to be it. */
    List<HeldCard> cards(String socialSecurityNumber);

    /** Empty when a kiosk may not. */
    Optional<Rule> rule(String action);

    /** Does it; the card as it stands afterwards. */
    HeldCard act(Wish wish);
}
