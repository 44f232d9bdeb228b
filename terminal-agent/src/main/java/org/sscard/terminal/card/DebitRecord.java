package org.sscard.terminal.card;

import java.util.ArrayList;
import java.util.List;
import org.sscard.spec.codec.CyclicRecord;
import org.sscard.spec.codec.ValueCodecException;
import org.sscard.spec.layout.CardElements;
import org.sscard.spec.layout.CardFile;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * One medical transaction as the card recorded it (DF04 EF08). Fen.
 *
 * @param sequence the card's number of it
 * @param terminal 12 digits
 * @param time YYYYMMDDhhmmss
 */
public record DebitRecord(int sequence, String terminal, String time, long accountFen, long selfPayFen, long poolFen) {

    /**
     * The whole bill: where the account amount is 0 the self-pay field holds it (card specification §5.4, online settlement).
     */
    public long totalFen() {
        return accountFen == 0 ? selfPayFen : accountFen + selfPayFen + poolFen;
    }

    /** What account and fund paid of it. */
    public long accountAndPoolFen() {
        return accountFen + poolFen;
    }

    /** @throws CodedException CARD_REFUSED, CARD_DATA_INVALID and those of the PIN */
    static List<DebitRecord> all(OpenCard card, CardRights rights) {
        CardFile file = card.layout().file(CardElements.MEDICAL_TRANSACTIONS);
        rights.enter(file.ref().application());
        rights.obtain(file.read(), ReadingRight.PIN);
        List<DebitRecord> records = new ArrayList<>();
        for (byte[] record : CardFiles.records(card, file)) {
            records.add(parse(file, record));
        }
        return records;
    }

    private static DebitRecord parse(CardFile file, byte[] record) {
        try {
            CyclicRecord fields = CyclicRecord.split(file, record);
            return new DebitRecord(
                    (int) fields.number("sequence"),
                    fields.text("terminal"),
                    fields.text("time"),
                    fields.number("account"),
                    optional(fields, "selfPay"),
                    optional(fields, "pool"));
        } catch (ValueCodecException e) {
            throw new CodedException(e, ErrorCode.CARD_DATA_INVALID, file.ref());
        }
    }

    /** Account-only cards record neither. */
    private static long optional(CyclicRecord fields, String id) {
        return fields.has(id) ? fields.number(id) : 0;
    }
}
