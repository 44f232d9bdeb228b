package org.sscard.terminal.card;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.CardFile;
import org.sscard.terminal.authority.Purchase;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.CodedException;

/** Begins the use cases of {@link CardDesk} for a caller who brings the cryptograms of a key service himself. */
public final class CardSteps {

    private static final int TERMINAL_DATA_LENGTH = 8;

    private final CardSessions sessions;
    private final BasicRead basicRead;
    private final PinEntry pinEntry;
    private final PinReplacement pinReplacement;
    private final CardAcceptance acceptance;
    private final Debit debit;
    private final SecureRandom random;

    CardSteps(
            CardSessions sessions,
            BasicRead basicRead,
            PinEntry pinEntry,
            PinReplacement pinReplacement,
            CardAcceptance acceptance,
            Debit debit,
            SecureRandom random) {
        this.sessions = sessions;
        this.basicRead = basicRead;
        this.pinEntry = pinEntry;
        this.pinReplacement = pinReplacement;
        this.acceptance = acceptance;
        this.debit = debit;
        this.random = random;
    }

    public BasicReadStep readBasic(CardPlace place) {
        return sessions.begun(
                place,
                (lease, card) -> BasicReadStep.begin(
                        lease, card, basicRead, sessions.psamTerminal().orElse(BasicRead.NO_TERMINAL), terminalData()));
    }

    /**
     * @throws CodedException CARD_KEY_SERVICE_NOT_NEEDED for a file that no key opens, CARD_FILE_ADDRESS_INVALID for more
     *     than one file
     */
    public FileReadStep readFile(CardPlace place, ExpectedCard expected, List<FileSelection> selections) {
        return sessions.begun(place, (lease, card) -> {
            expected.require(card);
            return new FileReadStep(lease, card, fileKey(card, selections, CardFile::read), selections);
        });
    }

    /** @throws CodedException as {@link #readFile}, CARD_BLACKLISTED, CARD_EXPIRED */
    public FileWriteStep writeFile(CardPlace place, ExpectedCard expected, List<FileSelection> selections) {
        return sessions.begun(place, (lease, card) -> {
            acceptance.require(card, expected);
            return new FileWriteStep(lease, card, fileKey(card, selections, CardFile::update), selections);
        });
    }

    private FileKey fileKey(OpenCard card, List<FileSelection> selections, Function<CardFile, AccessRule> rule) {
        return FileKey.of(card, pinEntry, selections, rule, terminalData());
    }

    /** @throws CodedException CARD_DIFFERS, CARD_BLACKLISTED, CARD_EXPIRED */
    public PinStep reloadPin(CardPlace place, ExpectedCard expected) {
        return pin(place, expected, Optional.of(pinReplacement));
    }

    public PinStep unblockPin(CardPlace place, ExpectedCard expected) {
        return pin(place, expected, Optional.empty());
    }

    private PinStep pin(CardPlace place, ExpectedCard expected, Optional<PinReplacement> replacement) {
        return sessions.begun(place, (lease, card) -> {
            acceptance.require(card, expected);
            return PinStep.begin(lease, card, replacement, terminalData());
        });
    }

    /** As terminal of the PSAM, else of the key service, else twelve zeros (terminal interface §2). */
    public DebitStep debit(CardPlace place, ExpectedCard expected, Purchase purchase) {
        return sessions.begun(place, (lease, card) -> {
            acceptance.require(card, expected);
            String terminal = sessions.psamTerminal()
                    .or(() -> sessions.keyService().map(service -> service.get().terminal()))
                    .orElse(BasicRead.NO_TERMINAL);
            return DebitStep.begin(
                    lease,
                    card,
                    debit,
                    purchase,
                    terminal,
                    () -> pinEntry.verify(card, PinRequest.debit(purchase.selfPayFen())));
        });
    }

    private byte[] terminalData() {
        byte[] data = new byte[TERMINAL_DATA_LENGTH];
        random.nextBytes(data);
        return data;
    }
}
