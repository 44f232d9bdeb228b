package org.sscard.terminal.card;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.layout.AccessRule;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.terminal.authority.KeyAnswer;
import org.sscard.terminal.authority.KeyQuestion;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The one key that opens one file, between the question for its cryptogram and the answer. */
final class FileKey {

    private final OpenCard card;
    private final CardRights rights;
    private final KeyQuestion question;
    private @Nullable KeyAnswer answer;

    private FileKey(OpenCard card, PinEntry pins, CardFile file, AccessRule rule, byte[] terminalData) {
        this.card = card;
        this.rights = new CardRights(card, this::prove, pins);
        KeyDefinition key = card.layout().key(rule.key().orElseThrow());
        rights.enter(file.ref().application());
        if (rule instanceof AccessRule.PinAndKey) {
            rights.verifyPin();
        }
        this.question = KeyQuestion.of(key, card.identity(), card.challenge(), terminalData);
    }

    /**
     * @param rule what of a file is asked for, reading or update
     * @param terminalData 8 bytes for the proof of the terminal
     * @throws CodedException CARD_KEY_SERVICE_NOT_NEEDED, CARD_FILE_CLOSED, CARD_FILE_ADDRESS_INVALID when the selections
     *     are more than one file
     */
    static FileKey of(
            OpenCard card,
            PinEntry pins,
            List<FileSelection> selections,
            Function<CardFile, AccessRule> rule,
            byte[] terminalData) {
        List<CardFile> files = selections.stream()
                .map(selection -> CardFiles.checked(card.layout(), selection))
                .distinct()
                .toList();
        if (files.stream().allMatch(file -> isOpen(rule.apply(file)))) {
            throw new CodedException(ErrorCode.CARD_KEY_SERVICE_NOT_NEEDED);
        }
        if (files.size() != 1) {
            throw new CodedException(
                    ErrorCode.CARD_FILE_ADDRESS_INVALID, files.get(1).ref());
        }
        return new FileKey(card, pins, files.get(0), rule.apply(files.get(0)), terminalData);
    }

    /** @throws CodedException CARD_FILE_CLOSED */
    private static boolean isOpen(AccessRule rule) {
        if (rule instanceof AccessRule.Never) {
            throw new CodedException(ErrorCode.CARD_FILE_CLOSED, "COS");
        }
        return rule.key().isEmpty();
    }

    KeyQuestion question() {
        return question;
    }

    /** The files, opened with the answer as soon as something is to be done. */
    CardFiles files(KeyAnswer given) {
        answer = given;
        return new CardFiles(card, rights);
    }

    private void prove(KeyDefinition key) {
        KeyAnswer given = Objects.requireNonNull(answer);
        card.proveTerminal(key, given.cryptogramBytes(), given.dataBytes());
    }
}
