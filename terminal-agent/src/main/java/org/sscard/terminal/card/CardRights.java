package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.terminal.authority.CryptogramAuthority;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What this session has proved to the card. PIN and global keys hold while the session lasts, keys of an application until
 * another one is selected (card specification §2), so each is proved once where it holds.
 */
final class CardRights {

    private static final String ENVIRONMENT = "SSSE";
    private static final int TERMINAL_DATA_LENGTH = 8;

    private final OpenCard card;
    private final Consumer<KeyDefinition> prover;
    private final PinEntry pins;
    private final Set<String> globalKeys = new HashSet<>();
    private final Set<String> applicationKeys = new HashSet<>();
    private String application = ENVIRONMENT;
    private boolean pinVerified;

    /** @param prover proves the terminal to the card with a key */
    CardRights(OpenCard card, Consumer<KeyDefinition> prover, PinEntry pins) {
        this.card = card;
        this.prover = prover;
        this.pins = pins;
    }

    /** Keys are proved with cryptograms of the authority. */
    static CardRights by(CryptogramAuthority authority, OpenCard card, PinEntry pins, SecureRandom random) {
        return new CardRights(
                card,
                key -> {
                    byte[] terminalData = new byte[TERMINAL_DATA_LENGTH];
                    random.nextBytes(terminalData);
                    card.authenticateExternally(authority, key, terminalData);
                },
                pins);
    }

    void enter(String wanted) {
        if (!wanted.equals(application)) {
            applicationKeys.clear();
            card.selectApplication(wanted);
            application = wanted;
        }
    }

    /**
     * Fulfils the rule of a file of the current application.
     *
     * @param preferred what is proved where the rule leaves the choice
     * @throws CodedException CARD_FILE_CLOSED when only the card itself may, CLASSIC_INPUT for a choice that nobody made, those of the PIN and of the key
     */
    void obtain(AccessRule rule, ReadingRight preferred) {
        if (rule instanceof AccessRule.Never) {
            throw new CodedException(ErrorCode.CARD_FILE_CLOSED, application);
        }
        boolean choice = rule instanceof AccessRule.PinOrKey;
        if (choice && preferred == ReadingRight.UNSTATED) {
            throw new CodedException(ErrorCode.CLASSIC_INPUT, "iAuthType");
        }
        boolean pin = rule instanceof AccessRule.Pin || rule instanceof AccessRule.PinAndKey;
        if (pin || (choice && preferred == ReadingRight.PIN)) {
            verifyPin();
        }
        if (rule.key().isPresent() && !(choice && preferred == ReadingRight.PIN)) {
            authenticate(rule.key().get());
        }
    }

    void verifyPin() {
        if (!pinVerified) {
            pins.verify(card, PinRequest.verify());
            pinVerified = true;
        }
    }

    private void authenticate(String keyName) {
        KeyDefinition key = card.layout().key(keyName);
        if ((key.isGlobal() ? globalKeys : applicationKeys).add(key.name())) {
            prover.accept(key);
        }
    }
}
