package org.sscard.terminal.classic;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.DebitRecord;
import org.sscard.terminal.card.PurchaseProof;
import org.sscard.terminal.reader.CardPlace;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Every function as a string in and a string out, over the typed operations of the window. */
public final class ClassicCalls {

    private static final Logger LOG = LoggerFactory.getLogger(ClassicCalls.class);
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** Callers have buffers of 256 bytes (§2). */
    private static final int LONGEST_BASIC_DATA = 255;

    private static final String PURCHASE_TYPE = "32";
    private static final int FEN_PER_YUAN = 100;

    private final WindowOperations window;
    private final Map<String, String> keyAddresses;

    /** @param keyAddresses the key address of each key name, a profile of the region (§4) */
    public ClassicCalls(WindowOperations window, Map<String, String> keyAddresses) {
        this.window = window;
        this.keyAddresses = Map.copyOf(keyAddresses);
    }

    /** @param parameters by their names of §1 */
    public ClassicAnswer call(Principal caller, ClassicFunction function, Map<String, String> parameters) {
        try {
            if (!caller.has(Role.WINDOW) && !caller.has(function.pageRole())) {
                throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, function.title());
            }
            return ClassicAnswer.success(caller.calling(() -> answered(function, new Parameters(parameters))));
        } catch (CodedException e) {
            return ClassicAnswer.failure(e);
        } catch (RuntimeException e) {
            LOG.error("{} failed", function.title(), e);
            return ClassicAnswer.failure(new CodedException(e, ErrorCode.SERVER_INTERNAL));
        }
    }

    private String answered(ClassicFunction function, Parameters in) {
        return switch (function) {
            case READ_CARD_BAS -> basicData(in.place());
            case READ_CARD -> {
                FileAddress address = FileAddress.parse(in.text("pFileAddr"));
                yield address.withValues(window.readFiles(in.place(), in.card(), address.selections(), in.right()));
            }
            case WRITE_CARD -> {
                FileAddress address = FileAddress.parse(in.text("pFileAddr"));
                window.writeFiles(in.place(), in.card(), address.contents(in.text("pWriteData")));
                yield "";
            }
            case VERIFY_PIN -> done(() -> window.verifyPin(in.place()));
            case CHANGE_PIN -> done(() -> window.changePin(in.place()));
            case RELOAD_PIN -> done(() -> window.reloadPin(in.place(), in.card()));
            case UNBLOCK_PIN -> done(() -> window.unblockPin(in.place(), in.card()));
            case DO_DEBIT -> debit(window.debit(in.place(), in.card(), in.purchase()));
            case READ_DEBIT_RECORD -> records(window.debitRecords(in.place()));
            default -> throw new CodedException(ErrorCode.CLASSIC_NOT_SUPPORTED, function.title());
        };
    }

    private static String done(Runnable work) {
        work.run();
        return "";
    }

    /** The eleven fields of §2. */
    private String basicData(CardPlace place) {
        BasicData data = window.readBasic(place);
        String text = fields(
                data.identity().region(),
                data.socialSecurityNumber(),
                data.cardNumber(),
                HEX.formatHex(data.identity().identificationCode().bytes()),
                data.name(),
                HEX.formatHex(data.identity().historicalBytes()),
                data.specificationVersion(),
                data.issueDate(),
                data.expiryDate(),
                data.terminal(),
                data.device());
        if (ClassicAnswer.gbkLength(text) > LONGEST_BASIC_DATA) {
            throw new CodedException(ErrorCode.CARD_VALUE_TOO_LONG, "iReadCardBas");
        }
        return text;
    }

    /** algorithm · key address · amount · type · terminal · terminal sequence · time · TAC (§6). */
    private String debit(PurchaseProof proof) {
        return fields(
                String.format(Locale.ROOT, "%02d", proof.identity().algorithm().code()),
                keyAddresses.getOrDefault("DTK", ""),
                yuan(proof.purchase().selfPayFen()),
                PURCHASE_TYPE,
                proof.terminal(),
                String.format(Locale.ROOT, "%08X", proof.terminalSequence()),
                proof.purchase().time(),
                HEX.formatHex(proof.tacBytes()));
    }

    /** sequence^terminal^time^total^account-and-pool^ per record (§6). */
    private static String records(List<DebitRecord> records) {
        return records.stream()
                .map(record -> Stream.of(
                                String.format(Locale.ROOT, "%04X", record.sequence()),
                                record.terminal(),
                                record.time(),
                                yuan(record.totalFen()),
                                yuan(record.accountAndPoolFen()))
                        .collect(Collectors.joining("^", "", "^|")))
                .collect(Collectors.joining());
    }

    private static String yuan(long fen) {
        return fen / FEN_PER_YUAN + String.format(Locale.ROOT, ".%02d", fen % FEN_PER_YUAN);
    }

    /** Each ends with {@code |}; a field that contains a separator has no place here. */
    private static String fields(String... values) {
        StringBuilder text = new StringBuilder();
        for (String value : values) {
            if (value.indexOf('|') >= 0 || value.indexOf('^') >= 0 || value.indexOf('$') >= 0) {
                throw new CodedException(ErrorCode.CARD_VALUE_ILLEGAL_CHARACTER, "iReadCardBas");
            }
            text.append(value).append('|');
        }
        return text.toString();
    }
}
