package org.sscard.terminal.card;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.DebitProof;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.MedicalCommands.TransactionType;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.authority.PurchaseAuthority;
import org.sscard.terminal.authority.PurchaseMac;
import org.sscard.terminal.reader.CardLease;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The medical purchase (医疗消费), flow 5 of card specification §7, after the PIN. DEBIT is sent once. When its answer is
 * lost the outcome is unknown until the same card says with GET TRANSACTION PROOF what it did.
 */
final class Debit {

    private static final Logger LOG = LoggerFactory.getLogger(Debit.class);

    private static final int BALANCE_SHORT = 0x9401;
    private static final int PROOF_UNAVAILABLE = 0x9406;
    /** TAC and MAC, 4 bytes each. */
    private static final int PROOF_LENGTH = 8;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final DebitJournal journal;
    private final Duration recoveryWindow;

    /** @param recoveryWindow how long a card whose answer was lost may take to come back */
    Debit(DebitJournal journal, Duration recoveryWindow) {
        this.journal = journal;
        this.recoveryWindow = recoveryWindow;
    }

    /**
     * The proof of this very purchase when the card was debited with it before: the caller asks again because an answer was
     * lost. Empty when the card was never asked or says that it did nothing.
     *
     * @throws CodedException CARD_DEBIT_UNKNOWN when the card does not say
     */
    Optional<Done> earlier(OpenCard card, Purchase purchase) {
        Optional<LastDebit> last = journal.last(card.identity().identificationCode())
                .filter(debit -> debit.purchase().equals(purchase));
        if (last.isEmpty()) {
            return Optional.empty();
        }
        card.selectApplication("DF04");
        ResponseApdu answer = askProof(card, last.get().cardSequence());
        if (answer.status().value() == PROOF_UNAVAILABLE) {
            return Optional.empty();
        }
        if (!isProof(answer)) {
            throw new CodedException(ErrorCode.CARD_DEBIT_UNKNOWN);
        }
        LOG.info("A debit that was done before is answered with its proof");
        return Optional.of(new Done(last.get(), DebitProof.ofTransactionProof(answer.data())));
    }

    /**
     * A debit that took effect.
     *
     * @param proof the card's TAC and MAC2
     */
    record Done(LastDebit debit, DebitProof proof) {}

    /** @throws CodedException CARD_BALANCE_SHORT, CARD_REFUSED, CARD_NOT_AUTHENTIC, CARD_DEBIT_NOT_DONE, CARD_DEBIT_UNKNOWN */
    PurchaseProof run(CardLease lease, OpenCard card, Purchase purchase, PurchaseAuthority authority) {
        PurchaseInitialisation initialisation =
                initialise(card, purchase, authority.purchaseKeyIndex(), authority.terminal(), false);
        PurchaseMac mac = authority.authorise(card.identity(), purchase, initialisation);
        Done done = debit(
                lease,
                card,
                new LastDebit(purchase, authority.terminal(), mac.terminalSequence(), initialisation.sequence()),
                mac);
        requireGenuine(authority, done.proof());
        return done.debit().with(card.identity(), done.proof());
    }

    /**
     * INITIALIZE FOR PURCHASE: nothing is debited yet.
     *
     * @param done whether the same purchase is known to be done: then no DEBIT follows
     */
    PurchaseInitialisation initialise(OpenCard card, Purchase purchase, int keyIndex, String terminal, boolean done) {
        card.selectApplication("DF04");
        PurchaseInitialisation initialisation = initialised(card, purchase, keyIndex, terminal);
        if (!done) {
            requireNotCountedSince(card, purchase, initialisation);
        }
        return initialisation;
    }

    /** Sends DEBIT once, written down before. */
    Done debit(CardLease lease, OpenCard card, LastDebit debit, PurchaseMac mac) {
        journal.sending(card.identity().identificationCode(), debit);
        return new Done(debit, answered(lease, card, debit, mac));
    }

    /**
     * The card keeps one proof only. When it counted a purchase since the same request was sent, that one may be ours, and
     * another terminal's may have taken its proof away.
     */
    private void requireNotCountedSince(OpenCard card, Purchase purchase, PurchaseInitialisation initialisation) {
        boolean counted = journal.last(card.identity().identificationCode())
                .filter(last -> last.purchase().equals(purchase))
                .filter(last -> last.cardSequence() != initialisation.sequence())
                .isPresent();
        if (counted) {
            throw new CodedException(ErrorCode.CARD_DEBIT_UNKNOWN);
        }
    }

    /** The card is debited by now: an authority that was lost meanwhile must not hide the proof, whose TAC the insurer checks. */
    private static void requireGenuine(PurchaseAuthority authority, DebitProof proof) {
        boolean genuine;
        try {
            genuine = authority.confirm(proof.macBytes());
        } catch (CodedException e) {
            LOG.warn("The authority did not check the card's MAC2 ({})", e.code());
            return;
        }
        if (!genuine) {
            throw new CodedException(ErrorCode.CARD_NOT_AUTHENTIC);
        }
    }

    private static PurchaseInitialisation initialised(OpenCard card, Purchase purchase, int keyIndex, String terminal) {
        ResponseApdu answer = card.transport()
                .transmit(MedicalCommands.initializeForPurchase(
                        keyIndex, purchase.accountFen(), purchase.selfPayFen(), purchase.pooledFen(), terminal));
        requireDone(CardCommand.INITIALIZE_FOR_PURCHASE, answer);
        try {
            return PurchaseInitialisation.parse(answer.data());
        } catch (IllegalArgumentException e) {
            throw new CodedException(
                    e,
                    ErrorCode.CARD_REFUSED,
                    CardCommand.INITIALIZE_FOR_PURCHASE.title(),
                    answer.dataLength() + " bytes");
        }
    }

    private DebitProof answered(CardLease lease, OpenCard card, LastDebit debit, PurchaseMac mac) {
        ResponseApdu answer;
        try {
            answer = card.transport()
                    .transmit(MedicalCommands.debitForPurchase(
                            mac.terminalSequenceBytes(), debit.purchase().time(), mac.mac1Bytes()));
        } catch (CardTransportException e) {
            LOG.warn("The answer to DEBIT is lost ({}); asking the card what it did", e.kind());
            return recover(lease, card, debit.cardSequence());
        }
        if (leavesOpen(answer)) {
            LOG.warn("DEBIT was answered with {}; asking the card what it did", answer);
            return recover(lease, card, debit.cardSequence());
        }
        requireDone(CardCommand.DEBIT_FOR_PURCHASE, answer);
        return DebitProof.ofDebit(answer.data());
    }

    /** Success without a whole proof, or a failure inside the card (62xx, 64xx, 65xx, 6Fxx): the debit may stand. */
    private static boolean leavesOpen(ResponseApdu answer) {
        return switch (answer.status().value() >> 8) {
            case 0x90 -> answer.dataLength() != PROOF_LENGTH;
            case 0x61, 0x62, 0x64, 0x65, 0x6F -> true;
            default -> false;
        };
    }

    private static void requireDone(CardCommand command, ResponseApdu answer) {
        if (answer.status().value() == BALANCE_SHORT) {
            throw new CodedException(ErrorCode.CARD_BALANCE_SHORT);
        }
        OpenCard.requireOk(command, answer.status());
    }

    /** Waits for the same card and asks it; another card, or none, leaves the debit unknown. */
    private DebitProof recover(CardLease lease, OpenCard debited, int sequence) {
        long deadline = System.nanoTime() + recoveryWindow.toNanos();
        do {
            Optional<DebitProof> known = reopened(lease, debited).flatMap(card -> proof(card, sequence));
            if (known.isPresent()) {
                return known.get();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        throw new CodedException(ErrorCode.CARD_DEBIT_UNKNOWN);
    }

    private static Optional<OpenCard> reopened(CardLease lease, OpenCard debited) {
        try {
            lease.reconnect();
            OpenCard card = OpenCard.on(lease);
            if (isSame(card, debited)) {
                card.selectApplication("DF04");
                return Optional.of(card);
            }
        } catch (CardTransportException e) {
            LOG.debug("The card is not back yet: {}", e.kind());
        } catch (CodedException e) {
            LOG.debug("Not the card that was debited: {}", e.code());
        }
        return Optional.empty();
    }

    private static boolean isSame(OpenCard card, OpenCard debited) {
        return card.identity().identificationCode().equals(debited.identity().identificationCode())
                && Arrays.equals(
                        card.identity().historicalBytes(), debited.identity().historicalBytes());
    }

    /**
     * The proof exists exactly when the debit took effect, for card and proof change together (§5.4); empty when the card
     * was lost again or gave another answer.
     *
     * @throws CodedException CARD_DEBIT_NOT_DONE
     */
    private static Optional<DebitProof> proof(OpenCard card, int sequence) {
        ResponseApdu answer;
        try {
            answer = askProof(card, sequence);
        } catch (CardTransportException e) {
            return Optional.empty();
        }
        if (answer.status().value() == PROOF_UNAVAILABLE) {
            throw new CodedException(ErrorCode.CARD_DEBIT_NOT_DONE);
        }
        return isProof(answer) ? Optional.of(DebitProof.ofTransactionProof(answer.data())) : Optional.empty();
    }

    private static ResponseApdu askProof(OpenCard card, int sequence) {
        return card.transport().transmit(MedicalCommands.getTransactionProof(TransactionType.PURCHASE, sequence));
    }

    private static boolean isProof(ResponseApdu answer) {
        return answer.status().isOk() && answer.dataLength() == PROOF_LENGTH;
    }
}
