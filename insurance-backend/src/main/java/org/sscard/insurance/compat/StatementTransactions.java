package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.compat.store.StatementStore;
import org.sscard.insurance.compat.store.StatementStore.StatementRow;
import org.sscard.insurance.enrolment.Scheme;
import org.sscard.insurance.policy.TreatmentKind;
import org.sscard.insurance.settlement.Reply;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** 3201 compares totals, 3202 rows; 9101 and 9102 move the files. */
final class StatementTransactions {

    private static final String LEVEL = "000000";
    private static final String DIFFERENT = "000001";
    private static final String ONLY_HERE = "101";
    private static final String ONLY_INSTITUTION = "102";
    private static final String FIGURES_DIFFER = "103";
    private static final int DOWNLOAD_DAYS = 7;
    private static final String LEAVE_CANCELLED_OUT = "0";

    private final StatementStore statements = new StatementStore();

    Answer totals(Call call) {
        Row data = call.row("data");
        StatementStore.Totals ours = statements.totals(call.session(), range(call, data));
        StringBuilder differences = new StringBuilder();
        differs(differences, "medfee_sumamt", data.fen("medfee_sumamt"), ours.totalFen());
        differs(differences, "fund_pay_sumamt", data.fen("fund_pay_sumamt"), ours.fundFen());
        differs(differences, "acct_pay", data.fen("acct_pay"), ours.accountFen());
        if (data.whole("fixmedins_setl_cnt") != ours.count()) {
            differences.append("fixmedins_setl_cnt ").append(ours.count()).append("; ");
        }
        ObjectNode output = Json.object();
        boolean level = differences.isEmpty();
        output.putObject("stmtinfo")
                .put("setl_optins", data.text("setl_optins"))
                .put("stmt_rslt", level ? LEVEL : DIFFERENT)
                .put(
                        "stmt_rslt_dscr",
                        level ? "平" : "不平，中心：" + differences.toString().trim());
        return Answer.of(output);
    }

    private static void differs(StringBuilder differences, String field, long theirs, long ours) {
        if (theirs != ours) {
            differences
                    .append(field)
                    .append(' ')
                    .append(Json.yuan(ours).toPlainString())
                    .append("; ");
        }
    }

    Answer rows(Call call) {
        Row data = call.row("data");
        String institution = call.envelope().institution();
        byte[] content = statements
                .content(call.session(), data.text("file_qury_no"), institution)
                .orElseThrow(() -> new CodedException(ErrorCode.STATEMENT_FILE_NOT_FOUND, "file_qury_no"));
        List<StatementFile.Line> theirs = StatementFile.read(content);
        List<StatementRow> ours = statements.rows(call.session(), range(call, data));
        LocalDate today = call.localNow().toLocalDate();
        String number = statements.nextFileNumber(call.session(), today);
        String name = institution + "_" + number + ".txt";
        statements.keep(
                call.session(),
                number,
                institution,
                name + ".zip",
                StatementFile.zip(name, differences(theirs, ours)),
                call.now());
        ObjectNode output = Json.object();
        output.putObject("fileinfo")
                .put("file_qury_no", number)
                .put("filename", name + ".zip")
                .put("dld_endtime", Json.time(today.plusDays(DOWNLOAD_DAYS).atTime(23, 59, 59)));
        return Answer.of(output);
    }

    /** psn_no, mdtrt_id, setl_id, msgid, stmt_rslt, refd_setl_flag, memo; exactly the rows that are not the same. */
    static String differences(List<StatementFile.Line> theirs, List<StatementRow> ours) {
        Map<String, StatementRow> missing = new LinkedHashMap<>();
        ours.forEach(row -> missing.put(row.settlementId(), row));
        Set<String> seen = new HashSet<>();
        StringBuilder text = new StringBuilder();
        for (StatementFile.Line line : theirs) {
            StatementRow row = missing.remove(line.settlementId());
            if (row == null) {
                String memo = seen.contains(line.settlementId()) ? "机构重复" : "中心无此结算";
                append(
                        text,
                        line.person(),
                        line.visit(),
                        line.settlementId(),
                        "",
                        ONLY_INSTITUTION,
                        line.refundFlag(),
                        memo);
            } else {
                seen.add(line.settlementId());
                String memo = difference(line, row);
                if (!memo.isEmpty()) {
                    append(
                            text,
                            row.person(),
                            row.visit(),
                            row.settlementId(),
                            row.msgid(),
                            FIGURES_DIFFER,
                            flag(row),
                            memo);
                }
            }
        }
        for (StatementRow row : missing.values()) {
            append(text, row.person(), row.visit(), row.settlementId(), row.msgid(), ONLY_HERE, flag(row), "机构无此结算");
        }
        return text.toString();
    }

    private static String difference(StatementFile.Line line, StatementRow row) {
        StringBuilder memo = new StringBuilder();
        differs(memo, "medfee_sumamt", line.totalFen(), row.totalFen());
        differs(memo, "fund_pay_sumamt", line.fundFen(), row.fundFen());
        differs(memo, "acct_pay", line.accountFen(), row.accountFen());
        if (!line.person().equals(row.person()) || !line.visit().equals(row.visit())) {
            memo.append("psn_no/mdtrt_id; ");
        }
        return memo.toString().trim();
    }

    private static String flag(StatementRow row) {
        return row.refund() ? "1" : "0";
    }

    private static void append(StringBuilder text, String... columns) {
        text.append(String.join("\t", columns)).append('\n');
    }

    private static StatementStore.Range range(Call call, Row data) {
        LocalDate from = data.date("stmt_begndate");
        LocalDate to = data.date("stmt_enddate");
        if (from == null || to == null || to.isBefore(from)) {
            throw FieldType.refused("stmt_enddate", "before stmt_begndate");
        }
        return new StatementStore.Range(
                call.envelope().institution(),
                from,
                from.atStartOfDay(call.zone()).toInstant(),
                to.plusDays(1).atStartOfDay(call.zone()).toInstant(),
                scheme(data.text("insutype")),
                kinds(data.text("clr_type")),
                !data.text("refd_setl_flag").equals(LEAVE_CANCELLED_OUT));
    }

    private static @Nullable String scheme(String insutype) {
        return switch (insutype) {
            case "" -> null;
            case "390" -> Scheme.RESIDENT.name();
            case "310" -> Scheme.EMPLOYEE.name();
            default -> throw FieldType.refused("insutype", "none of 310, 390");
        };
    }

    private static List<TreatmentKind> kinds(String clearingType) {
        List<TreatmentKind> kinds = Arrays.stream(TreatmentKind.values())
                .filter(kind -> clearingType.isEmpty()
                        || SettlementNodes.clearingType(kind).equals(clearingType))
                .toList();
        if (kinds.isEmpty()) {
            throw FieldType.refused("clr_type", "none of 11, 21, 41");
        }
        return kinds;
    }

    Answer upload(Call call) {
        Row file = call.row("fsUploadIn");
        String institution = call.envelope().institution();
        requireOwn(file, institution);
        String number =
                statements.nextFileNumber(call.session(), call.localNow().toLocalDate());
        statements.keep(call.session(), number, institution, file.text("filename"), file.bytes("in"), call.now());
        ObjectNode output = Json.object();
        output.putObject("fsUploadOut")
                .put("file_qury_no", number)
                .put("filename", file.text("filename"))
                .put("fixmedins_code", institution);
        return Answer.of(output);
    }

    Answer download(Call call) {
        Row file = call.row("fsDownloadIn");
        String institution = call.envelope().institution();
        requireOwn(file, institution);
        return Answer.of(statements
                .content(call.session(), file.text("file_qury_no"), institution)
                .map(Reply::of)
                .orElseThrow(() -> new CodedException(ErrorCode.STATEMENT_FILE_NOT_FOUND, "file_qury_no")));
    }

    private static void requireOwn(Row file, String institution) {
        String named = file.text("fixmedins_code");
        if (!named.isEmpty() && !named.equals(institution)) {
            throw new CodedException(ErrorCode.STATEMENT_FILE_NOT_FOUND, "fixmedins_code");
        }
    }
}
