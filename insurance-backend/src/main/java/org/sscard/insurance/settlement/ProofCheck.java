package org.sscard.insurance.settlement;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.cardstatus.CardStatus;
import org.sscard.insurance.cardstatus.store.CardStatusStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Whether the card took part: right card, right amounts, card alive, TAC genuine. Everything before anything is posted. */
public final class ProofCheck {

    private static final int CODE_BYTES = 16;
    private static final int HISTORICAL_BYTES = 13;
    private static final int TAC_BYTES = 4;
    private static final int RESPONSE_BYTES = 8;

    private final DatabaseSessions sessions;
    private final TacVerifier tacs;
    private final Set<String> institutionsWithoutCard;
    private final EnrolmentStore persons = new EnrolmentStore();
    private final CardStatusStore cards = new CardStatusStore();

    /** @param institutionsWithoutCard institutions that may settle without a proof; empty in production */
    public ProofCheck(DatabaseSessions sessions, TacVerifier tacs, Set<String> institutionsWithoutCard) {
        this.sessions = sessions;
        this.tacs = tacs;
        this.institutionsWithoutCard = Set.copyOf(institutionsWithoutCard);
    }

    /** Throws the coded refusal; answers when the settlement may go on. */
    void check(Quote quote, @Nullable CardProof proof) {
        if (proof == null) {
            if (!institutionsWithoutCard.contains(quote.institution())) {
                throw new CodedException(ErrorCode.CARD_PROOF_MISSING);
            }
            return;
        }
        form(proof);
        boolean amountsFit = proof.accountFen() == 0
                && proof.selfPayFen() == quote.totalFen()
                && proof.pooledFen() == quote.pooledFen();
        if (!amountsFit) {
            throw new CodedException(ErrorCode.TAC_CONTENT_DIFFERS);
        }
        sessions.read(session -> usableCard(session, quote, proof.cardIdentificationCode()));
        switch (tacs.verify(proof)) {
            case GENUINE -> {}
            case FALSE, NOT_OURS -> throw new CodedException(ErrorCode.TAC_FALSE);
        }
    }

    /** The same for a card that answered a challenge: alive, the person's, and the answer its own. */
    void check(Quote quote, CardAuthentication authentication) {
        boolean wellFormed = hex(authentication.cardIdentificationCode(), CODE_BYTES)
                && hex(authentication.historicalBytes(), HISTORICAL_BYTES)
                && hex(authentication.response(), RESPONSE_BYTES)
                && authentication.region().matches("[0-9]{6}");
        if (!wellFormed) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "authentication", "a field has the wrong length");
        }
        sessions.read(session -> usableCard(session, quote, authentication.cardIdentificationCode()));
        switch (tacs.verify(authentication)) {
            case GENUINE -> {}
            case FALSE, NOT_OURS -> throw new CodedException(ErrorCode.CARD_AUTHENTICATION_FALSE);
        }
    }

    private static boolean hex(String text, int bytes) {
        return text.length() == 2 * bytes;
    }

    private static void form(CardProof proof) {
        boolean wellFormed = proof.cardIdentificationCode().length() == 2 * CODE_BYTES
                && proof.historicalBytes().length() == 2 * HISTORICAL_BYTES
                && proof.tac().length() == 2 * TAC_BYTES
                && proof.terminal().matches("[0-9]{12}")
                && proof.time().matches("[0-9]{14}")
                && proof.region().matches("[0-9]{6}");
        if (!wellFormed) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "proof", "a field has the wrong length");
        }
    }

    /** M01, M07: the card is this person's and ACTIVE in the replica of the issuer's feed. */
    private CardStatus usableCard(DatabaseSession session, Quote quote, String cardIdentificationCode) {
        CardStatus card = cards.find(session, cardIdentificationCode)
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_STATUS_UNKNOWN));
        InsuredPerson person = persons.find(session, quote.personId())
                .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
        if (!card.socialSecurityNumber().equals(person.socialSecurityNumber())) {
            throw new CodedException(ErrorCode.TAC_CONTENT_DIFFERS);
        }
        if (!card.usable()) {
            throw new CodedException(ErrorCode.CARD_STATUS_REFUSED, card.blacklisted() ? "BLACKLISTED" : card.state());
        }
        return card;
    }
}
