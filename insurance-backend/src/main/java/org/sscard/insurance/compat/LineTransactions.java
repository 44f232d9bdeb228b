package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.sscard.insurance.encounter.FeeLines;
import org.sscard.insurance.encounter.NewLine;
import org.sscard.insurance.encounter.PricedFeeLine;
import org.sscard.insurance.encounter.Visit;

/** 2204, 2205, 2301, 2302: fee lines of a visit or stay. */
final class LineTransactions {

    private static final String ALL = "0000";

    private final VisitTransactions visits;
    private final FeeLines lines;

    LineTransactions(VisitTransactions visits, FeeLines lines) {
        this.visits = visits;
        this.lines = lines;
    }

    Answer upload(Call call, Visit.Type type) {
        List<Row> rows = call.rows("feedetail");
        Row first = rows.get(0);
        for (Row row : rows) {
            if (!row.text("mdtrt_id").equals(first.text("mdtrt_id"))
                    || !row.text("psn_no").equals(first.text("psn_no"))) {
                throw FieldType.refused("feedetail", "lines of more than one visit");
            }
        }
        Visit visit = visits.locked(call, first, type);
        ObjectNode output = Json.object();
        ArrayNode result = output.putArray("result");
        for (PricedFeeLine priced : lines.add(call.session(), visit, newLines(rows))) {
            SettlementNodes.line(result.addObject(), priced);
        }
        return Answer.of(output).about(visit.personId(), null, visit.visitId());
    }

    Answer voidLines(Call call, Visit.Type type) {
        Row data = call.row("data");
        Visit visit = visits.locked(call, data, type);
        String number = data.text("feedetl_sn");
        String batch = data.text("chrg_bchno");
        if (number.equals(ALL) || (number.isEmpty() && batch.equals(ALL))) {
            lines.voidAll(call.session(), visit, "");
        } else if (!number.isEmpty()) {
            lines.voidLine(call.session(), visit, number);
        } else if (!batch.isEmpty()) {
            lines.voidAll(call.session(), visit, batch);
        } else {
            throw FieldType.refused("feedetl_sn", "missing");
        }
        return Answer.empty().about(visit.personId(), null, visit.visitId());
    }

    static List<NewLine> newLines(List<Row> rows) {
        List<NewLine> lines = new ArrayList<>();
        for (Row row : rows) {
            long quantity = row.times1e4("cnt");
            long amount = row.fen("det_item_fee_sumamt");
            String returns = row.text("init_feedetl_sn");
            if (quantity == 0) {
                throw FieldType.refused("cnt", "zero");
            }
            if (quantity > 0 && amount < 0) {
                throw FieldType.refused("det_item_fee_sumamt", "negative");
            }
            if (quantity < 0 && returns.isEmpty()) {
                throw FieldType.refused("cnt", "negative without init_feedetl_sn");
            }
            lines.add(new NewLine(
                    row.text("feedetl_sn"),
                    row.text("chrg_bchno"),
                    row.text("med_list_codg"),
                    row.times1e4("pric"),
                    quantity,
                    amount,
                    row.text("bilg_dr_codg"),
                    row.time("fee_ocur_time"),
                    returns,
                    row.text("hosp_appr_flag").equals("1")));
        }
        return lines;
    }
}
