package org.sscard.issuer.mailer;

import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.mailer.store.MailerStore.Waiting;
import org.sscard.servicekit.print.Sheet;
import org.sscard.servicekit.print.SheetPdf;

/** The page that goes to the holder. Digits are set one by one: a PIN is never a text in memory. */
final class MailerPdf {

    private static final List<String> DIGITS = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private MailerPdf() {}

    static byte[] render(List<Waiting> waiting) {
        List<Sheet.Block> blocks = new ArrayList<>();
        for (Waiting mailer : waiting) {
            if (!blocks.isEmpty()) {
                blocks.add(new Sheet.PageBreak());
            }
            blocks.add(new Sheet.Facts(
                    List.of(new Sheet.Fact("持卡人", mailer.maskedName()), new Sheet.Fact("卡号", mailer.maskedNumber()))));
            blocks.add(new Sheet.Heading("社会保障卡初始密码"));
            blocks.add(digits(mailer));
            blocks.add(new Sheet.Paragraph("请在首次使用前到自助终端或柜台更改密码。工作人员不会向您询问密码。卡片与本函分别送达；任何一件有拆封痕迹时，请勿启用，并与发卡机构联系。"));
        }
        return SheetPdf.render(new Sheet("密码函", blocks, List.of(), ""));
    }

    private static Sheet.Table digits(Waiting mailer) {
        List<Sheet.Column> columns = new ArrayList<>();
        List<String> row = new ArrayList<>();
        for (byte digit : mailer.pin()) {
            columns.add(new Sheet.Column("", 1, false));
            row.add(DIGITS.get(digit - '0'));
        }
        return new Sheet.Table(columns, List.of(row));
    }
}
