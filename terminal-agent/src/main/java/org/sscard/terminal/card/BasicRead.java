package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.util.Optional;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Basic read (读基本信息), flow 1 of card specification §7. */
final class BasicRead {

    private static final String NO_TERMINAL = "000000000000";
    private static final int CARD_NUMBER_LENGTH = 9;
    private static final int TERMINAL_DATA_LENGTH = 8;

    private final String device;
    private final SecureRandom random;

    BasicRead(String device, SecureRandom random) {
        this.device = device;
        this.random = random;
    }

    /**
     * @param authority empty without a PSAM: 1.0 and 2.0 cards are then read without mutual authentication
     * @throws CodedException PSAM_ABSENT for a 3.0 card without a PSAM
     */
    BasicData read(OpenCard card, Optional<CryptogramAuthority> authority) {
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
        String cardNumber = card.text(CardElements.CARD_NUMBER);
        return new BasicData(
                card.identity(),
                socialSecurityNumber,
                cardNumber.substring(0, Math.min(CARD_NUMBER_LENGTH, cardNumber.length())),
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
