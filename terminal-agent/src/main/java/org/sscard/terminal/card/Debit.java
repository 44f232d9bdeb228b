package org.sscard.terminal.card;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.authority.PurchaseInitialisation;
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

    private static final int ANY_LENGTH = 256;
    private static final int BALANCE_SHORT = 0x9401;
    private static final int PROOF_UNAVAILABLE = 0x9406;
    private static final int MAC_LENGTH = 4;
    private static final int TAC_AND_MAC2_LENGTH = 8;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final CryptogramAuthority authority;
    private final Duration recoveryWindow;

    /** @param recoveryWindow how long a card whose answer was lost may take to come back */
    Debit(CryptogramAuthority authority, Duration recoveryWindow) {
        this.authority = authority;
        this.recoveryWindow = recoveryWindow;
    }

    /** @throws CodedException CARD_BALANCE_SHORT, CARD_REFUSED, CARD_NOT_AUTHENTIC, CARD_DEBIT_NOT_DONE, CARD_DEBIT_UNKNOWN */
    DebitProof run(CardLease lease, OpenCard card, Purchase purchase) {
        card.selectApplication("DF04");
        PurchaseInitialisation initialisation = initialise(card, purchase);
        PurchaseMac mac = authority.authorise(card.identity(), purchase, initialisation);
        Confirmation confirmation = debit(lease, card, purchase, initialisation, mac);
        requireGenuine(confirmation);
        return new DebitProof(
                card.identity(),
                purchase,
                authority.terminal(),
                mac.terminalSequence(),
                initialisation.sequence(),
                confirmation.tac());
    }

    /** The card is debited by now: a PSAM that was lost meanwhile must not hide the proof, whose TAC the insurer checks. */
    private void requireGenuine(Confirmation confirmation) {
        boolean genuine;
        try {
            genuine = authority.confirm(confirmation.mac2());
        } catch (CodedException e) {
            LOG.warn("The PSAM did not check the card's MAC2 ({})", e.code());
            return;
        }
        if (!genuine) {
            throw new CodedException(ErrorCode.CARD_NOT_AUTHENTIC);
        }
    }

    private PurchaseInitialisation initialise(OpenCard card, Purchase purchase) {
        byte[] data = ByteBuffer.allocate(19)
                .put((byte) authority.purchaseKeyIndex())
                .put(purchase.amounts())
                .put(HexFormat.of().parseHex(authority.terminal()))
                .array();
        ResponseApdu answer =
                card.transport().transmit(CommandApdu.expecting(ANY_LENGTH, 0xB0, 0x28, 0x01, 0x01, data));
        requireDone("INITIALIZE FOR PURCHASE", answer);
        try {
            return PurchaseInitialisation.parse(answer.data());
        } catch (IllegalArgumentException e) {
            throw new CodedException(
                    ErrorCode.CARD_REFUSED, "INITIALIZE FOR PURCHASE", "length " + answer.dataLength());
        }
    }

    private Confirmation debit(
            CardLease lease, OpenCard card, Purchase purchase, PurchaseInitialisation initialisation, PurchaseMac mac) {
        byte[] data = ByteBuffer.allocate(15)
                .putInt(mac.terminalSequence())
                .put(purchase.timeBytes())
                .putInt(mac.mac1())
                .array();
        ResponseApdu answer;
        try {
            answer = card.transport().transmit(CommandApdu.expecting(ANY_LENGTH, 0xB0, 0x2C, 0x01, 0x00, data));
        } catch (CardTransportException e) {
            LOG.warn("The answer to DEBIT is lost ({}); asking the card what it did", e.kind());
            return recover(lease, card, initialisation.sequence());
        }
        requireDone("DEBIT FOR PURCHASE", answer);
        return Confirmation.ofDebit(answer);
    }

    private static void requireDone(String command, ResponseApdu answer) {
        if (answer.status().value() == BALANCE_SHORT) {
            throw new CodedException(ErrorCode.CARD_BALANCE_SHORT);
        }
        OpenCard.requireOk(command, answer.status());
    }

    /** Waits for the same card and asks it; another card, or none, leaves the debit unknown. */
    private Confirmation recover(CardLease lease, OpenCard debited, int sequence) {
        long deadline = System.nanoTime() + recoveryWindow.toNanos();
        do {
            Optional<OpenCard> back = reopened(lease).filter(card -> isSame(card, debited));
            if (back.isPresent()) {
                Optional<Confirmation> known = proof(back.get(), sequence);
                if (known.isPresent()) {
                    return known.get();
                }
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        throw new CodedException(ErrorCode.CARD_DEBIT_UNKNOWN);
    }

    private static Optional<OpenCard> reopened(CardLease lease) {
        try {
            lease.reconnect();
            return Optional.of(OpenCard.on(lease));
        } catch (CardTransportException e) {
            LOG.debug("Card not back yet: {}", e.kind());
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
    private static Optional<Confirmation> proof(OpenCard card, int sequence) {
        ResponseApdu answer;
        try {
            card.selectApplication("DF04");
            byte[] number = ByteBuffer.allocate(2).putShort((short) sequence).array();
            answer = card.transport()
                    .transmit(CommandApdu.expecting(ANY_LENGTH, 0xB0, 0x2E, 0x00, Purchase.TYPE, number));
        } catch (CardTransportException e) {
            return Optional.empty();
        }
        if (answer.status().value() == PROOF_UNAVAILABLE) {
            throw new CodedException(ErrorCode.CARD_DEBIT_NOT_DONE);
        }
        return answer.status().isOk() ? Optional.of(Confirmation.ofProof(answer)) : Optional.empty();
    }

    /** TAC and MAC2, which DEBIT and GET TRANSACTION PROOF return in opposite order (§6). */
    private record Confirmation(int tac, int mac2Number) {

        static Confirmation ofDebit(ResponseApdu answer) {
            ByteBuffer data = eightBytes("DEBIT FOR PURCHASE", answer);
            return new Confirmation(data.getInt(), data.getInt());
        }

        static Confirmation ofProof(ResponseApdu answer) {
            ByteBuffer data = eightBytes("GET TRANSACTION PROOF", answer);
            int mac2 = data.getInt();
            return new Confirmation(data.getInt(), mac2);
        }

        private static ByteBuffer eightBytes(String command, ResponseApdu answer) {
            if (answer.dataLength() != TAC_AND_MAC2_LENGTH) {
                throw new CodedException(ErrorCode.CARD_REFUSED, command, "length " + answer.dataLength());
            }
            return ByteBuffer.wrap(answer.data());
        }

        byte[] mac2() {
            return ByteBuffer.allocate(MAC_LENGTH).putInt(mac2Number).array();
        }
    }
}
