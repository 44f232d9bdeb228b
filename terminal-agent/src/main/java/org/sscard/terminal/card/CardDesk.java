package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.authority.PsamAuthority;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.CardLease;
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
    private final CardAcceptance acceptance;
    private final DebitJournal debits;
    private final Duration recoveryWindow;

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
        this.acceptance = new CardAcceptance(blacklist, clock);
        this.debits = debits;
        this.recoveryWindow = recoveryWindow;
    }

    /** @param reader empty: the user contact reader */
    public BasicData readBasic(String reader) {
        return basicRead.read(reader);
    }

    /** Asks the holder at the pad and verifies the PIN on the card. */
    public void verifyPin(String reader) {
        try (CardLease card = readers.lease(reader, ReaderRole.USER_CONTACT)) {
            pinEntry.verify(OpenCard.on(card), PinRequest.verify());
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }

    /**
     * Debits the card: is it the expected one and may it be used, is it genuine, PIN, purchase. Asking again with the same
     * card, amounts and time answers the same proof and debits nothing.
     *
     * @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED, CARD_NOT_AUTHENTIC, PSAM_ABSENT, those of the PIN
     *     and of the purchase
     */
    public PurchaseProof debit(String reader, CardIdentificationCode expected, Purchase purchase) {
        try (CardLease lease = readers.lease(reader, ReaderRole.USER_CONTACT);
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
    public CardAuthentication authenticate(String reader, CardIdentificationCode expected, byte[] challenge) {
        try (CardLease lease = readers.lease(reader, ReaderRole.USER_CONTACT)) {
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
