package org.sscard.issuer.custody;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.custody.store.DeliveryStore;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.print.Sheet;
import org.sscard.servicekit.print.SheetPdf;

/** The handover memo (密钥交接备忘录) that both sides sign: keys by check value, never by value. */
final class Memo {

    private Memo() {}

    static byte[] pdf(Delivery delivery, List<DeliveryStore.Step> steps, ZoneId zone) {
        List<Sheet.Block> blocks = new ArrayList<>();
        boolean test = delivery.environment().equals("TEST");
        blocks.add(new Sheet.Facts(List.of(
                new Sheet.Fact("交接单", delivery.id()),
                new Sheet.Fact("密钥范围", delivery.scope()),
                new Sheet.Fact("环境", test ? "测试，不得用于实卡" : "生产"),
                new Sheet.Fact("状态", delivery.state().zh()),
                new Sheet.Fact("时间", Display.time(delivery.changedAt(), zone)),
                new Sheet.Fact("密钥数", Integer.toString(delivery.keys().size())),
                new Sheet.Fact(
                        "打开所需份额",
                        delivery.threshold() + " / " + delivery.custodians().size()),
                new Sheet.Fact("保护密钥校验值", delivery.protectionKey()),
                new Sheet.Fact("密钥文件 SHA-256", delivery.fileDigest()))));
        blocks.add(new Sheet.Heading("接收人与份额校验值"));
        List<List<String>> shares = new ArrayList<>();
        for (int at = 0; at < delivery.custodians().size(); at++) {
            shares.add(List.of(
                    Integer.toString(at + 1),
                    delivery.custodians().get(at),
                    delivery.shareCheckValues().get(at),
                    ""));
        }
        blocks.add(table(shares, "序号", "接收人", "份额校验值", "签名"));
        blocks.add(new Sheet.Heading("经过"));
        blocks.add(table(
                steps.stream()
                        .map(step -> List.of(Display.time(step.at(), zone), step.step(), step.account(), step.detail()))
                        .toList(),
                "时间",
                "步骤",
                "经办账号",
                "说明"));
        blocks.add(new Sheet.Heading("密钥"));
        blocks.add(table(delivery.keys().stream().map(Memo::columns).toList(), "密钥与版本", "算法", "范围", "校验值"));
        blocks.add(new Sheet.Paragraph("接收方导入后逐项核对校验值。份额与密钥文件须分开携带；份额只写在纸上。"));
        return SheetPdf.render(
                new Sheet("密钥交接备忘录", blocks, List.of("交出方经办人", "交出方复核人", "接收方经办人", "接收方复核人"), delivery.id()));
    }

    /** {@code UKSSSE@1 DESEDE CITY 211002 zero_block:8CA64D}. */
    private static List<String> columns(String key) {
        String[] words = key.split(" ", -1);
        String scope = String.join(" ", List.of(words).subList(2, words.length - 1));
        return List.of(words[0], words[1], scope, words[words.length - 1]);
    }

    private static Sheet.Table table(List<List<String>> rows, String... heads) {
        List<Sheet.Column> columns = new ArrayList<>();
        for (String head : heads) {
            columns.add(new Sheet.Column(head, 1, false));
        }
        return new Sheet.Table(columns, rows);
    }
}
