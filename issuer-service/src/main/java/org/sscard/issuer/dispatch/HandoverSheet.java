package org.sscard.issuer.dispatch;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.print.Sheet;
import org.sscard.servicekit.print.SheetPdf;

/** The sheet that goes with the cards and is signed at both ends. */
public final class HandoverSheet {

    private static final int COLUMNS = 6;

    private HandoverSheet() {}

    public static byte[] pdf(Handover handover, ZoneId zone) {
        List<Sheet.Block> blocks = new ArrayList<>();
        blocks.add(new Sheet.Facts(List.of(
                new Sheet.Fact("交接单号", handover.id()),
                new Sheet.Fact("发往网点", handover.branch()),
                new Sheet.Fact("卡片张数", Integer.toString(handover.cardNumbers().size())),
                new Sheet.Fact("发出人", handover.sentBy()),
                new Sheet.Fact("发出时间", Display.time(handover.sentAt(), zone)),
                new Sheet.Fact("签收人", handover.receivedBy().orElse("")),
                new Sheet.Fact(
                        "签收时间",
                        handover.receivedAt().map(at -> Display.time(at, zone)).orElse("")))));
        blocks.add(new Sheet.Heading("卡号"));
        blocks.add(new Sheet.Table(columns(), rows(List.copyOf(handover.cardNumbers()))));
        blocks.add(new Sheet.Paragraph("逐张清点后签收。张数不符不得签收；缺失的卡按配送遗失办理，并列入黑名单。密码函另行递送。"));
        return SheetPdf.render(new Sheet("社会保障卡交接单", blocks, List.of("发出人", "承运人", "签收人"), handover.id()));
    }

    private static List<Sheet.Column> columns() {
        List<Sheet.Column> columns = new ArrayList<>();
        for (int column = 0; column < COLUMNS; column++) {
            columns.add(new Sheet.Column("卡号", 1, false));
        }
        return columns;
    }

    private static List<List<String>> rows(List<String> numbers) {
        List<List<String>> rows = new ArrayList<>();
        for (int from = 0; from < numbers.size(); from += COLUMNS) {
            List<String> row = new ArrayList<>(numbers.subList(from, Math.min(numbers.size(), from + COLUMNS)));
            while (row.size() < COLUMNS) {
                row.add("");
            }
            rows.add(row);
        }
        return rows;
    }
}
