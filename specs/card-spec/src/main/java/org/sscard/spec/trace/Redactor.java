package org.sscard.spec.trace;

import java.util.Optional;
import java.util.Set;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.spec.layout.ElementRef;

/**
 * Hides PINs, keys, amounts and personal data of a session. Whatever is not known to be harmless is hidden: unknown
 * commands, unknown files, every value but the few elements named here. Tags, lengths and status words stay.
 */
final class Redactor {

    /** The elements of the issuer file that say nothing about a person. */
    private static final Set<ElementRef> HARMLESS = Set.of(
            CardElements.CARD_CATEGORY,
            CardElements.SPECIFICATION_VERSION,
            CardElements.INITIALISATION_ORGANISATION,
            CardElements.ISSUE_DATE,
            CardElements.EXPIRY_DATE);

    private static final int COMMAND_HEADER = 5;

    private final CardSession session;

    Redactor(TraceRole role) {
        session = new CardSession(role);
    }

    MaskedBytes command(CommandApdu command) {
        MaskedBytes bytes = MaskedBytes.open(command.bytes());
        if (command.dataLength() == 0) {
            return bytes;
        }
        int end = COMMAND_HEADER + command.dataLength();
        Optional<CardCommand> known = session.identify(command);
        if (known.isEmpty()) {
            return bytes.hide(COMMAND_HEADER, end);
        }
        return switch (known.get()) {
            case VERIFY,
                    CHANGE_PIN,
                    PIN_CHANGE_UNBLOCK,
                    LOAD_KEY,
                    PSAM_CREATE_KEY,
                    PSAM_CHANGE_KEY,
                    PSAM_CIPHER_DATA,
                    UPDATE_BINARY -> bytes.hide(COMMAND_HEADER, end);
            case INITIALIZE_FOR_PURCHASE -> bytes.hide(COMMAND_HEADER + 1, COMMAND_HEADER + 13);
            case INITIALIZE_FOR_LOAD -> bytes.hide(COMMAND_HEADER + 1, COMMAND_HEADER + 5);
            case PSAM_INIT_SAM_FOR_PURCHASE -> bytes.hide(COMMAND_HEADER + 6, COMMAND_HEADER + 18);
            case UPDATE_RECORD ->
                hideRecords(bytes, COMMAND_HEADER, end, session.target(CardCommand.UPDATE_RECORD, command));
            default -> bytes;
        };
    }

    /** Must be called once for every response, in order: later commands are judged by what was selected. */
    MaskedBytes response(CommandApdu command, ResponseApdu response) {
        MaskedBytes masked = maskResponse(command, response);
        session.observe(command, masked);
        return masked;
    }

    void reset() {
        session.reset();
    }

    private MaskedBytes maskResponse(CommandApdu command, ResponseApdu response) {
        MaskedBytes bytes = MaskedBytes.open(response.bytes());
        int end = response.dataLength();
        Optional<CardCommand> known = session.identify(command);
        if (known.isEmpty()) {
            return bytes.hide(0, end);
        }
        if (known.get() != CardCommand.GET_RESPONSE) {
            return maskData(bytes, end, known.get(), command, 0);
        }
        return session.pending()
                .map(pending -> maskData(bytes, end, pending.command(), pending.apdu(), pending.returned()))
                .orElseGet(() -> bytes.hide(0, end));
    }

    /** @param offset where this part begins in the whole answer */
    private MaskedBytes maskData(MaskedBytes bytes, int end, CardCommand command, CommandApdu apdu, int offset) {
        return switch (command) {
            case READ_BINARY, GET_BALANCE, PSAM_CIPHER_DATA -> bytes.hide(0, end);
            case INITIALIZE_FOR_PURCHASE -> bytes.hide(0, Math.min(end, 12 - offset));
            case INITIALIZE_FOR_LOAD -> bytes.hide(0, Math.min(end, 4 - offset));
            case READ_RECORD ->
                offset == 0 ? hideRecords(bytes, 0, end, session.target(command, apdu)) : bytes.hide(0, end);
            default -> bytes;
        };
    }

    /** Hides the values of TLV records and leaves tags and lengths; hides everything where there are no tags. */
    private static MaskedBytes hideRecords(MaskedBytes bytes, int from, int end, Optional<CardFile> file) {
        if (file.isEmpty() || !file.get().structure().isTlv()) {
            return bytes.hide(from, end);
        }
        byte[] all = bytes.withZeros();
        MaskedBytes masked = bytes;
        int at = from;
        while (at < end) {
            int next = at + 2 + (at + 1 < end ? all[at + 1] & 0xFF : end);
            if (next > end) {
                return masked.hide(at, end);
            }
            if (!HARMLESS.contains(file.get().ref().element(all[at] & 0xFF))) {
                masked = masked.hide(at + 2, next);
            }
            at = next;
        }
        return masked;
    }
}
