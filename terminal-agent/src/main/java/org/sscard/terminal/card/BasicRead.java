package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.util.Optional;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.authority.PsamAuthority;
import org.sscard.terminal.reader.CardLease;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.terminal.reader.TransportFailure;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Basic read (读基本信息), flow 1 of card specification §7. */
public final class BasicRead {

    private static final String NO_TERMINAL = "000000000000";
    private static final int TERMINAL_DATA_LENGTH = 8;

    private final ReaderDesk readers;
    private final String device;
    private final SecureRandom random;

    /** @param device device number of this machine, may be empty */
    public BasicRead(ReaderDesk readers, String device, SecureRandom random) {
        this.readers = readers;
        this.device = device;
        this.random = random;
    }

    /**
     * Takes the card, and the PSAM where there is one; without it 1.0 and 2.0 cards are read unauthenticated.
     *
     * @throws CodedException PSAM_ABSENT for a 3.0 card without a PSAM, CARD_NOT_AUTHENTIC, CARD_NOT_SOCIAL_SECURITY and
     *     those of the reader
     */
    public BasicData read(CardPlace place) {
        try (CardLease card = readers.lease(place)) {
            Optional<CardLease> psam = readers.leaseIfPresent(ReaderRole.PSAM);
            try {
                return read(OpenCard.on(card), psam.map(PsamAuthority::new));
            } finally {
                psam.ifPresent(CardLease::close);
            }
        } catch (CardTransportException e) {
            throw TransportFailure.coded(e);
        }
    }

    private BasicData read(OpenCard card, Optional<CryptogramAuthority> authority) {
        authority.ifPresent(card::authenticateInternally);
        if (card.version() == SpecificationVersion.V3_0) {
            proveTerminal(card, authority);
        }
        String socialSecurityNumber = card.textUnlessDenied(CardElements.SOCIAL_SECURITY_NUMBER)
                .orElseGet(() -> {
                    // A card that keeps the rule of 3.0 without naming itself so in element 03.
                    proveTerminal(card, authority);
                    return card.text(CardElements.SOCIAL_SECURITY_NUMBER);
                });
        return new BasicData(
                card.identity(),
                socialSecurityNumber,
                ExpectedCard.numberOf(card),
                card.holderName(),
                card.versionText(),
                card.text(CardElements.ISSUE_DATE),
                card.text(CardElements.EXPIRY_DATE),
                authority.map(CryptogramAuthority::terminal).orElse(NO_TERMINAL),
                device,
                authority.isPresent());
    }

    /** EF06 of a 3.0 card is read only after RKSSSE (card specification §2.1, §9). */
    private void proveTerminal(OpenCard card, Optional<CryptogramAuthority> authority) {
        CryptogramAuthority present = authority.orElseThrow(() -> new CodedException(ErrorCode.PSAM_ABSENT));
        byte[] terminalData = new byte[TERMINAL_DATA_LENGTH];
        random.nextBytes(terminalData);
        card.authenticateExternally(present, card.layout().key("RKSSSE"), terminalData);
    }
}
