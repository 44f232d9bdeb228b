package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.authority.PsamAuthority;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.TransportFailure;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The card use cases of the window. Each takes the card's reader for itself, and the PSAM's where it needs one, and leaves
 * the card reset.
 */
public final class CardDesk {

    private final ReaderDesk readers;
    private final BasicRead basicRead;
    private final PinEntry pinEntry;
    private final PinReplacement pinReplacement;
    private final CardAcceptance acceptance;
    private final DebitJournal debits;
    private final Duration recoveryWindow;
    private final SecureRandom random;

    /**
     * @param device device number of this agent for the basic read, may be empty
     * @param recoveryWindow how long a card whose answer to DEBIT was lost may take to come back
     * @param clock in the terminal's zone
     */
    public CardDesk(
            ReaderDesk readers,
            PinPad pad,
            Blacklist blacklist,
            DebitJournal debits,
            String device,
            Duration recoveryWindow,
            Clock clock,
            SecureRandom random) {
        this.readers = readers;
        this.basicRead = new BasicRead(readers, device, random);
        this.pinEntry = new PinEntry(pad);
        this.pinReplacement = new PinReplacement(pad, random);
        this.acceptance = new CardAcceptance(blacklist, clock);
        this.debits = debits;
        this.recoveryWindow = recoveryWindow;
        this.random = random;
    }

    public BasicData readBasic(CardPlace place) {
        return basicRead.read(place);
    }

    /** Asks the holder at the pad and verifies the PIN on the card. */
    public void verifyPin(CardPlace place) {
        atCard(place, card -> pinEntry.verify(card, PinRequest.verify()));
    }

    /** The holder replaces the PIN at the pad: the present one, the new one, the new one again. */
    public void changePin(CardPlace place) {
        changePin(place, Mismatch.REFUSE);
    }

    public void changePin(CardPlace place, Mismatch mismatch) {
        atCard(place, card -> pinReplacement.change(card, mismatch));
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
        atCardAndPsam(place, (card, authority) -> {
            acceptance.require(card, expected);
            pinReplacement.reload(card, required(authority), mismatch);
        });
    }

    /** The PIN's tries are set back. */
    public void unblockPin(CardPlace place, ExpectedCard expected) {
        atCardAndPsam(place, (card, authority) -> {
            acceptance.require(card, expected);
            pinReplacement.unblock(card, required(authority));
        });
    }

    /** @param right what opens a file whose rule leaves the choice */
    public List<FileContent> readFiles(
            CardPlace place, ExpectedCard expected, List<FileSelection> selections, ReadingRight right) {
        List<FileContent> contents = new ArrayList<>();
        atCardAndPsam(place, (card, authority) -> {
            expected.require(card);
            contents.addAll(new CardFiles(card, rights(card, authority)).read(selections, right));
        });
        return List.copyOf(contents);
    }

    public void writeFiles(CardPlace place, ExpectedCard expected, List<FileContent> contents) {
        atCardAndPsam(place, (card, authority) -> {
            acceptance.require(card, expected);
            new CardFiles(card, rights(card, authority)).write(contents);
        });
    }

    /** The medical transactions that the card recorded, newest first; after the PIN. */
    public List<DebitRecord> debitRecords(CardPlace place) {
        List<DebitRecord> records = new ArrayList<>();
        atCard(place, card -> records.addAll(DebitRecord.all(card, rights(card, Optional.empty()))));
        return List.copyOf(records);
    }

    private CardRights rights(OpenCard card, Optional<CryptogramAuthority> authority) {
        return new CardRights(card, authority, pinEntry, random);
    }

    private static CryptogramAuthority required(Optional<CryptogramAuthority> authority) {
        return authority.orElseThrow(() -> new CodedException(ErrorCode.PSAM_ABSENT));
    }

    private void atCard(CardPlace place, Consumer<OpenCard> work) {
        try (CardLease lease = readers.lease(place)) {
            work.accept(OpenCard.on(lease));
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }

    private void atCardAndPsam(CardPlace place, BiConsumer<OpenCard, Optional<CryptogramAuthority>> work) {
        atCard(place, card -> {
            Optional<CardLease> psam = readers.leaseIfPresent(ReaderRole.PSAM);
            try {
                work.accept(card, psam.map(PsamAuthority::new));
            } finally {
                psam.ifPresent(CardLease::close);
            }
        });
    }

    /**
     * Debits the card: is it the expected one and may it be used, is it genuine, PIN, purchase. Asking again with the same
     * card, amounts and time answers the same proof and debits nothing.
     *
     * @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED, CARD_NOT_AUTHENTIC, PSAM_ABSENT, those of the PIN
     *     and of the purchase
     */
    public PurchaseProof debit(CardPlace place, ExpectedCard expected, Purchase purchase) {
        try (CardLease lease = readers.lease(place);
                CardLease psam = readers.leaseIfPresent(ReaderRole.PSAM)
                        .orElseThrow(() -> new CodedException(ErrorCode.PSAM_ABSENT))) {
            OpenCard card = OpenCard.on(lease);
            acceptance.require(card, expected);
            CryptogramAuthority authority = new PsamAuthority(psam);
            card.authenticateInternally(authority);
            Debit debit = new Debit(authority, debits, recoveryWindow);
            Optional<PurchaseProof> earlier = debit.earlier(card, purchase);
            if (earlier.isPresent()) {
                return earlier.get();
            }
            // On the card the self-pay amount is the whole bill (card specification §5.4, online settlement).
            pinEntry.verify(card, PinRequest.debit(purchase.selfPayFen()));
            return debit.run(lease, card, purchase);
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }

    /**
     * The card answers a challenge of somebody else; the answer leaves only after the holder's PIN. Nothing is debited.
     *
     * @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED and those of the PIN
     */
    public CardAuthentication authenticate(CardPlace place, ExpectedCard expected, byte[] challenge) {
        try (CardLease lease = readers.lease(place)) {
            OpenCard card = OpenCard.on(lease);
            acceptance.require(card, expected);
            byte[] response = card.answer(challenge);
            pinEntry.verify(card, PinRequest.verify());
            return CardAuthentication.of(card.identity(), challenge, response);
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }
}
