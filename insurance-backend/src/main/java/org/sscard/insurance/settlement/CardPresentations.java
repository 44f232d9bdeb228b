package org.sscard.insurance.settlement;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import org.sscard.insurance.cardstatus.CardStatus;
import org.sscard.insurance.cardstatus.store.CardStatusStore;
import org.sscard.insurance.enrolment.InsuredPerson;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.store.EnrolmentStore;
import org.sscard.insurance.policy.PolicyFile;
import org.sscard.insurance.settlement.store.PresentationStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Cards of emergencies that are shown after admission (Order 102 Art. 19): the bill counts the minutes it took. */
public final class CardPresentations {

    private static final int SECONDS_PER_MINUTE = 60;
    private static final int MINUTES_PER_HOUR = 60;

    private final DatabaseSessions sessions;
    private final SchemeBook book;
    private final Clock clock;
    private final EnrolmentStore persons = new EnrolmentStore();
    private final CardStatusStore cards = new CardStatusStore();
    private final PresentationStore presentations = new PresentationStore();

    public CardPresentations(DatabaseSessions sessions, SchemeBook book, Clock clock) {
        this.sessions = sessions;
        this.book = book;
        this.clock = clock;
    }

    /** @param inTime within the hours of the policy, the boundary included */
    public record Presented(int minutes, boolean inTime) {}

    /**
     * Records when the card was shown. Told again, the first presentation stands: a later one must agree.
     *
     * @param cardIdentificationCode 16 bytes in hexadecimal, upper case; the person's own, and usable
     */
    public Presented present(
            String institution,
            String visit,
            String person,
            String cardIdentificationCode,
            LocalDateTime admittedAt,
            LocalDateTime presentedAt) {
        if (presentedAt.isBefore(admittedAt) || presentedAt.isAfter(LocalDateTime.now(clock))) {
            throw new CodedException(ErrorCode.BILL_DATE_INVALID, presentedAt);
        }
        return sessions.inTransaction(session -> {
            InsuredPerson insured = persons.find(session, person, admittedAt.toLocalDate())
                    .orElseThrow(() -> new CodedException(ErrorCode.INSURED_PERSON_UNKNOWN));
            requireUsable(session, insured, cardIdentificationCode);
            PresentationStore.Presentation told = new PresentationStore.Presentation(
                    insured.personId(), cardIdentificationCode, admittedAt, presentedAt);
            PresentationStore.Presentation first =
                    presentations.record(session, institution, visit, told, clock.instant());
            if (!first.equals(told)) {
                throw new CodedException(ErrorCode.TRANSACTION_CONTENT_DIFFERS, visit);
            }
            return new Presented(minutes(first), inTime(first));
        });
    }

    private void requireUsable(DatabaseSession session, InsuredPerson person, String code) {
        CardStatus card =
                cards.find(session, code).orElseThrow(() -> new CodedException(ErrorCode.CARD_STATUS_UNKNOWN));
        if (!card.socialSecurityNumber().equals(person.socialSecurityNumber())) {
            throw new CodedException(ErrorCode.TAC_CONTENT_DIFFERS);
        }
        if (!card.usable()) {
            throw new CodedException(ErrorCode.CARD_STATUS_REFUSED, card.blacklisted() ? "BLACKLISTED" : card.state());
        }
    }

    /** The bill with the minutes after which its card was shown, where it says that it was not shown at admission. */
    public Bill complete(Bill bill) {
        if (!bill.cardLater()) {
            return bill;
        }
        return bill.withCardAfter(sessions.read(session -> presentations
                .find(session, bill.institution(), bill.visit())
                .filter(told -> told.admittedAt().toLocalDate().equals(bill.admittedOn()))
                .map(CardPresentations::minutes)
                .orElse(null)));
    }

    private boolean inTime(PresentationStore.Presentation told) {
        PolicyFile.Benefit benefit =
                book.residents(told.admittedAt().toLocalDate()).file().benefit();
        return minutes(told) <= benefit.emergencyCardHours() * MINUTES_PER_HOUR;
    }

    /** Begun minutes count whole, so that a second after the hours is late (reading A12). */
    private static int minutes(PresentationStore.Presentation told) {
        long seconds = Duration.between(told.admittedAt(), told.presentedAt()).toSeconds();
        return Math.toIntExact((seconds + SECONDS_PER_MINUTE - 1) / SECONDS_PER_MINUTE);
    }
}
