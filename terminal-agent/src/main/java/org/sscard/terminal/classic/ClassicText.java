package org.sscard.terminal.classic;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.terminal.card.BasicData;
import org.sscard.terminal.card.DebitRecord;
import org.sscard.terminal.card.PurchaseProof;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Results as the strings of the interface, bit by bit. */
final class ClassicText {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    /** Callers have buffers of 256 bytes (§2). */
    private static final int LONGEST_BASIC_DATA = 255;

    static final String PURCHASE_TYPE = "32";
    private static final int FEN_PER_YUAN = 100;

    private ClassicText() {}

    /** The eleven fields of §2. */
    static String basicData(BasicData data) {
        String text = fields(
                data.identity().region(),
                data.socialSecurityNumber(),
                data.cardNumber(),
                hex(data.identity().identificationCode().bytes()),
                data.name(),
                hex(data.identity().historicalBytes()),
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
    static String debit(PurchaseProof proof, KeyAddresses addresses) {
        return fields(
                algorithm(proof.identity().algorithm()),
                addresses.of("DTK"),
                yuan(proof.purchase().selfPayFen()),
                PURCHASE_TYPE,
                proof.terminal(),
                String.format(Locale.ROOT, "%08X", proof.terminalSequence()),
                proof.purchase().time(),
                hex(proof.tacBytes()));
    }

    /** sequence^terminal^time^total^account-and-pool^ per record (§6). */
    static String records(List<DebitRecord> records) {
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

    /** 01 DES, 02 SSF33, 03 SM4. */
    static String algorithm(CardAlgorithm algorithm) {
        return String.format(Locale.ROOT, "%02d", algorithm.code());
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static String yuan(long fen) {
        return fen / FEN_PER_YUAN + String.format(Locale.ROOT, ".%02d", fen % FEN_PER_YUAN);
    }

    /** Each ends with {@code |}; a field that contains a separator has no place here. */
    static String fields(String... values) {
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
