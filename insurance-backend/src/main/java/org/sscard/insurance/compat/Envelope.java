package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.sscard.insurance.store.Digest;

/** The outer fields of a message that count, and its input. */
record Envelope(TransactionTable.Transaction transaction, Row fields, JsonNode input) {

    private static final Pattern MSGID = Pattern.compile("[0-9A-Za-z]{30}");

    static Envelope of(TransactionTable table, TransactionTable.Transaction transaction, JsonNode message) {
        Row fields = table.envelope().row(message);
        String msgid = fields.text("msgid");
        if (!MSGID.matcher(msgid).matches() || !msgid.startsWith(fields.text("fixmedins_code"))) {
            throw FieldType.refused("msgid", "30 characters beginning with fixmedins_code");
        }
        JsonNode input = message.path("input");
        if (!input.isObject()) {
            throw FieldType.refused("input", NodeShape.blank(input) ? "missing" : "not an object");
        }
        return new Envelope(transaction, fields, input);
    }

    String infno() {
        return transaction.infno();
    }

    String msgid() {
        return fields.text("msgid");
    }

    String institution() {
        return fields.text("fixmedins_code");
    }

    /** What a bill that is to be settled comes to by its sender; 0 where there is none. */
    long billTotalFen() {
        JsonNode total = transaction.settles()
                ? input.path("data").path("medfee_sumamt").isMissingNode()
                        ? input.path("druginfo").path("medfee_sumamt")
                        : input.path("data").path("medfee_sumamt")
                : input.path("");
        return total.asText().matches("[0-9]{1,14}(\\.[0-9]{1,2})?")
                ? new BigDecimal(total.asText()).movePointRight(2).longValueExact()
                : 0;
    }

    Digest digest() {
        return Canonical.digest(infno(), input);
    }

    @Override
    public String toString() {
        return "Envelope[" + infno() + " " + msgid() + "]";
    }
}
