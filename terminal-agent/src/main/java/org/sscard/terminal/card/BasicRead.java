package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.util.Optional;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.terminal.authority.AuthorityChain;
import org.sscard.terminal.authority.PurchaseAuthority;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.wire.error.CodedException;

/** Basic read (读基本信息), flow 1 of card specification §7. */
public final class BasicRead {

    static final String NO_TERMINAL = "000000000000";
    private static final int TERMINAL_DATA_LENGTH = 8;

    private final CardSessions sessions;
    private final String device;
    private final SecureRandom random;

    /** @param device device number of this machine, may be empty */
    public BasicRead(ReaderDesk readers, String device, SecureRandom random) {
        this(new CardSessions(readers, Optional.empty()), device, random);
    }

    BasicRead(CardSessions sessions, String device, SecureRandom random) {
        this.sessions = sessions;
        this.device = device;
        this.random = random;
    }

    /**
     * Without a PSAM, 1.0 and 2.0 cards are read unauthenticated.
     *
     * @throws CodedException PSAM_ABSENT for a 3.0 card without PSAM and key service, CARD_NOT_AUTHENTIC
     */
    public BasicData read(CardPlace place) {
        return sessions.reading(place, this::read);
    }

    private BasicData read(OpenCard card, AuthorityChain authorities) {
        boolean withPsam = authorities.psam().isPresent();
        if (withPsam) {
            card.authenticateInternally(authorities);
        }
        boolean newest = card.version() == SpecificationVersion.V3_0;
        if (newest) {
            if (!withPsam) {
                card.authenticateInternally(authorities);
            }
            proveTerminal(card, authorities);
        }
        String socialSecurityNumber = card.textUnlessDenied(CardElements.SOCIAL_SECURITY_NUMBER)
                .orElseGet(() -> {
                    // A card that keeps the rule of 3.0 without naming itself so in element 03.
                    proveTerminal(card, authorities);
                    return card.text(CardElements.SOCIAL_SECURITY_NUMBER);
                });
        String terminal = authorities.psam().map(PurchaseAuthority::terminal).orElse(NO_TERMINAL);
        return data(card, socialSecurityNumber, terminal, withPsam || newest);
    }

    BasicData data(OpenCard card, String socialSecurityNumber, String terminal, boolean authenticated) {
        return new BasicData(
                card.identity(),
                socialSecurityNumber,
                ExpectedCard.numberOf(card),
                card.holderName(),
                card.versionText(),
                card.text(CardElements.ISSUE_DATE),
                card.text(CardElements.EXPIRY_DATE),
                terminal,
                device,
                authenticated);
    }

    /** EF06 of a 3.0 card is read only after RKSSSE (card specification §2.1, §9). */
    private void proveTerminal(OpenCard card, AuthorityChain authorities) {
        byte[] terminalData = new byte[TERMINAL_DATA_LENGTH];
        random.nextBytes(terminalData);
        card.authenticateExternally(authorities, card.layout().key("RKSSSE"), terminalData);
    }
}
