package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sscard.terminal.authority.AuthorityChain;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.authority.PurchaseAuthority;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;

/**
 * The card use cases of the window. Each takes the card's reader for itself, and the PSAM's where it needs one, and leaves
 * the card reset.
 */
public final class CardDesk {

    private static final AuthorityChain NOBODY = new AuthorityChain(Optional.empty(), Optional.empty());

    private final CardSessions sessions;
    private final BasicRead basicRead;
    private final PinEntry pinEntry;
    private final PinReplacement pinReplacement;
    private final CardAcceptance acceptance;
    private final Debit debit;
    private final SecureRandom random;

    /**
     * @param device device number of this agent for the basic read, may be empty
     * @param recoveryWindow how long a card whose answer to DEBIT was lost may take to come back
     * @param keyService makes an authority for one session, for what a PSAM cannot; empty: there is none
     * @param clock in the terminal's zone
     */
    public CardDesk(
            ReaderDesk readers,
            PinPad pad,
            Blacklist blacklist,
            DebitJournal debits,
            String device,
            Duration recoveryWindow,
            Optional<Supplier<PurchaseAuthority>> keyService,
            Clock clock,
            SecureRandom random) {
        this.sessions = new CardSessions(readers, keyService);
        this.basicRead = new BasicRead(sessions, device, random);
        this.pinEntry = new PinEntry(pad);
        this.pinReplacement = new PinReplacement(pad, random);
        this.acceptance = new CardAcceptance(blacklist, clock);
        this.debit = new Debit(debits, recoveryWindow);
        this.random = random;
    }

    /** @throws CodedException PSAM_ABSENT for a 3.0 card without PSAM and key service, CARD_NOT_AUTHENTIC, those of the reader */
    public BasicData readBasic(CardPlace place) {
        return basicRead.read(place);
    }

    /** Asks the holder at the pad and verifies the PIN on the card. */
    public void verifyPin(CardPlace place) {
        sessions.atCard(place, (lease, card) -> {
            pinEntry.verify(card, PinRequest.verify());
            return true;
        });
    }

    /** The holder replaces the PIN at the pad: the present one, the new one, the new one again. */
    public void changePin(CardPlace place) {
        changePin(place, Mismatch.REFUSE);
    }

    public void changePin(CardPlace place, Mismatch mismatch) {
        sessions.atCard(place, (lease, card) -> {
            acceptance.requireUsable(card);
            pinReplacement.change(card, mismatch);
            return true;
        });
    }

    /**
     * The holder gets a new PIN without the old one.
     *
     * @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED, PSAM_ABSENT, CARD_KEY_REFUSED, those of the pad
     */
    public void reloadPin(CardPlace place, ExpectedCard expected) {
        reloadPin(place, expected, Mismatch.REFUSE);
    }

    public void reloadPin(CardPlace place, ExpectedCard expected, Mismatch mismatch) {
        sessions.atCardAndAuthorities(place, (card, authorities) -> {
            acceptance.require(card, expected);
            pinReplacement.reload(card, authorities, mismatch);
            return true;
        });
    }

    /** The PIN's tries are set back. */
    public void unblockPin(CardPlace place, ExpectedCard expected) {
        sessions.atCardAndAuthorities(place, (card, authorities) -> {
            acceptance.require(card, expected);
            pinReplacement.unblock(card, authorities);
            return true;
        });
    }

    /** @param right what opens a file whose rule leaves the choice */
    public List<FileContent> readFiles(
            CardPlace place, ExpectedCard expected, List<FileSelection> selections, ReadingRight right) {
        return sessions.atCardAndAuthorities(place, (card, authorities) -> {
            expected.require(card);
            return new CardFiles(card, rights(card, authorities)).read(selections, right);
        });
    }

    public void writeFiles(CardPlace place, ExpectedCard expected, List<FileContent> contents) {
        sessions.atCardAndAuthorities(place, (card, authorities) -> {
            acceptance.require(card, expected);
            new CardFiles(card, rights(card, authorities)).write(contents);
            return true;
        });
    }

    /** The medical transactions that the card recorded, newest first; after the PIN. */
    public List<DebitRecord> debitRecords(CardPlace place) {
        return sessions.atCard(place, (lease, card) -> DebitRecord.all(card, rights(card, NOBODY)));
    }

    private CardRights rights(OpenCard card, AuthorityChain authorities) {
        return CardRights.by(authorities, card, pinEntry, random);
    }

    /**
     * Debits the card: is it the expected one and may it be used, is it genuine, PIN, purchase. Asking again with the same
     * card, amounts and time answers the same proof and debits nothing.
     *
     * @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED, CARD_NOT_AUTHENTIC, PSAM_ABSENT, those of the PIN
     *     and of the purchase
     */
    public PurchaseProof debit(CardPlace place, ExpectedCard expected, Purchase purchase) {
        return sessions.atCard(
                place,
                (lease, card) -> sessions.withAuthorities(authorities -> {
                    acceptance.require(card, expected);
                    card.authenticateInternally(authorities);
                    Optional<Debit.Done> earlier = debit.earlier(card, purchase);
                    if (earlier.isPresent()) {
                        return earlier.get()
                                .debit()
                                .with(card.identity(), earlier.get().proof());
                    }
                    // On the card the self-pay amount is the whole bill (card specification §5.4, online settlement).
                    pinEntry.verify(card, PinRequest.debit(purchase.selfPayFen()));
                    return authorities.withOne(authority -> debit.run(lease, card, purchase, authority));
                }));
    }

    /**
     * The card answers a challenge of somebody else; the answer leaves only after the holder's PIN. Nothing is debited.
     *
     * @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED and those of the PIN
     */
    public CardAuthentication authenticate(CardPlace place, ExpectedCard expected, byte[] challenge) {
        return sessions.atCard(place, (lease, card) -> {
            acceptance.require(card, expected);
            byte[] response = card.answer(challenge);
            pinEntry.verify(card, PinRequest.verify());
            return CardAuthentication.of(card.identity(), challenge, response);
        });
    }

    /** The same use cases in steps, with cryptograms that the caller brings. */
    public CardSteps steps() {
        return new CardSteps(sessions, basicRead, pinEntry, pinReplacement, acceptance, debit, random);
    }
}
