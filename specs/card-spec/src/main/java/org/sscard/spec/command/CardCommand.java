package org.sscard.spec.command;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.CommandDescription.StatusRow;

/**
 * The commands of the card, of its personalisation and of the PSAM. A status word means what <em>its</em> command says
 * it means; the general table serves where the command is silent.
 */
public enum CardCommand {
    APPLICATION_BLOCK,
    CARD_BLOCK,
    CHANGE_PIN,
    EXTERNAL_AUTHENTICATION,
    GET_CHALLENGE,
    GET_RESPONSE,
    INTERNAL_AUTHENTICATION,
    PIN_CHANGE_UNBLOCK,
    READ_BINARY,
    READ_RECORD,
    SELECT,
    UPDATE_BINARY,
    UPDATE_RECORD,
    VERIFY,
    CREDIT_FOR_LOAD,
    DEBIT_FOR_PURCHASE,
    GET_BALANCE,
    GET_TRANSACTION_PROOF,
    INITIALIZE_FOR_LOAD,
    INITIALIZE_FOR_PURCHASE,
    UPDATE_STARTING_DAY,
    GET_STARTING_DAY,
    CREATE_FILE,
    LOAD_KEY,
    END_PERSONALISATION,
    SET_HISTORICAL_BYTES,
    GET_LIFE_CYCLE,
    PSAM_SELECT,
    PSAM_GET_CHALLENGE,
    PSAM_INITIALIZE_ENVIRONMENT,
    PSAM_EXTERNAL_AUTHENTICATION,
    PSAM_CREATE_KEY,
    PSAM_CHANGE_KEY,
    PSAM_DELIVERY_SESSION_KEY,
    PSAM_CIPHER_DATA,
    PSAM_INIT_SAM_FOR_PURCHASE,
    PSAM_CREDIT_SAM_FOR_PURCHASE;

    private static final Pattern FIXED_BYTE = Pattern.compile("[0-9A-F]{2}");
    private static final int MODE_BITS = 0x07;
    private static final int MODE_NEXT = 2;
    private static final int MODE_PREVIOUS = 3;

    public CommandDescription description() {
        return CommandTable.of(this);
    }

    /** The name in the specification, {@code READ RECORD}. */
    public String title() {
        return description().name();
    }

    public CommandScope scope() {
        return description().scope();
    }

    /** Where the card specification describes it. */
    public String paragraph() {
        return description().paragraph();
    }

    public StatusMeaning meaningOf(StatusWord status) {
        return CommandTable.meaning(this, status);
    }

    /** The meaning of a status word whose command is not known. */
    public static StatusMeaning generalMeaningOf(StatusWord status) {
        return CommandTable.generalMeaning(status);
    }

    /** The general status-word table. */
    public static List<StatusRow> generalStatusWords() {
        return CommandTable.general();
    }

    /**
     * Whether this command may be sent a second time when no answer came: only reads that change nothing may, never a
     * PIN, a key or money.
     */
    public boolean mayBeRepeated(CommandApdu command) {
        int mode = command.p2() & MODE_BITS;
        return switch (description().retry()) {
            case ALWAYS -> true;
            case ABSOLUTE -> mode != MODE_NEXT && mode != MODE_PREVIOUS;
            case QUERY -> command.dataLength() == 0;
            case NEVER -> false;
        };
    }

    /** The command that an APDU carries, by CLA, INS and, where commands share them, P1. */
    public static Optional<CardCommand> identify(CommandApdu apdu, CommandScope... scopes) {
        List<CommandScope> wanted = Arrays.asList(scopes);
        List<CardCommand> candidates = Arrays.stream(values())
                .filter(command -> wanted.contains(command.scope()) && command.matchesHeader(apdu))
                .toList();
        return candidates.stream()
                .filter(command -> command.matchesP1(apdu))
                .findFirst()
                .or(() -> candidates.stream().findFirst());
    }

    private boolean matchesHeader(CommandApdu apdu) {
        return description().ins() == apdu.ins() && description().cla().contains(apdu.cla());
    }

    private boolean matchesP1(CommandApdu apdu) {
        String p1 = description().p1();
        return !FIXED_BYTE.matcher(p1).matches() || Integer.parseInt(p1, 16) == apdu.p1();
    }

    /** The command without Le; CLA is the usual one. */
    CommandApdu apdu(int p1, int p2, byte... data) {
        return CommandApdu.of(description().cla().get(0), description().ins(), p1, p2, data);
    }

    CommandApdu expecting(int le, int p1, int p2, byte... data) {
        return CommandApdu.expecting(
                le, description().cla().get(0), description().ins(), p1, p2, data);
    }

    /** The command under secure messaging: its class byte with bit 3 set (§5.3). */
    SecuredCommand secured(int p1, int p2, byte... data) {
        return new SecuredCommand(
                description().cla().get(0) | 0x04, description().ins(), p1, p2, data);
    }
}
