package org.sscard.servicekit.print;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

class SheetPdfTest {

    @BeforeAll
    static void aChineseFontIsInstalled() {
        Assumptions.assumeTrue(
                Path.of("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc").toFile().canRead());
    }

    @Test
    void aLongTable_runsOverNumberedPages_withItsHeadOnEach() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            rows.add(List.of("*****" + (1000 + i), "张*", "¥1,234.56"));
        }
        byte[] pdf = SheetPdf.render(new Sheet(
                "制卡交接单",
                List.of(
                        new Sheet.Facts(List.of(new Sheet.Fact("批次", "B1"), new Sheet.Fact("地区", "辽阳市"))),
                        new Sheet.Table(
                                List.of(
                                        new Sheet.Column("卡号", 2, false),
                                        new Sheet.Column("姓名", 1, false),
                                        new Sheet.Column("金额", 1, true)),
                                rows)),
                List.of("经办人", "接收人"),
                "社保卡 SSCard"));

        try (PDDocument document = Loader.loadPDF(pdf)) {
            int pages = document.getNumberOfPages();
            assertThat(pages).isBetween(3, 5);
            for (int i = 1; i <= pages; i++) {
                assertThat(text(document, i))
                        .contains("第 " + i + " 页 共 " + pages + " 页")
                        .contains("社保卡 SSCard");
            }
            assertThat(text(document, 2)).contains("卡号").contains("金额");
            assertThat(text(document, pages))
                    .contains("*****1100")
                    .contains("经办人")
                    .contains("接收人");
            assertThat(text(document, 1)).contains("制卡交接单").contains("辽阳市").contains("¥1,234.56");
        }
        assertThat(pdf.length).isLessThan(200_000);
    }

    @Test
    void noLineBeginsWithAClosingMark() throws IOException {
        byte[] pdf = SheetPdf.render(
                new Sheet("说明", List.of(new Sheet.Paragraph("请核对数量，无误后签字；".repeat(40))), List.of(), ""));

        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(text(document, 1).lines().map(String::strip))
                    .noneMatch(line -> line.startsWith("，") || line.startsWith("；"));
        }
    }

    @Test
    void aMachineWithoutAChineseFont_isToldWhatToInstall() {
        try (PDDocument document = new PDDocument()) {
            assertThatThrownBy(
                            () -> PrintFonts.open(document, List.of(new PrintFonts.Source("/nonexistent.ttf", null))))
                    .isInstanceOfSatisfying(CodedException.class, failure -> {
                        assertThat(failure.code()).isEqualTo(ErrorCode.FONT_NOT_FOUND);
                        assertThat(failure.remedyZh()).contains("fonts-wqy-zenhei");
                    });
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCharacterThatNoFontHas_isAnError_neverABlank() {
        Sheet sheet = new Sheet("\uE123", List.of(), List.of(), "");

        assertThatThrownBy(() -> SheetPdf.render(sheet)).isInstanceOfSatisfying(CodedException.class, failure -> {
            assertThat(failure.code()).isEqualTo(ErrorCode.FONT_GLYPH_MISSING);
            assertThat(failure.arguments().get(0)).startsWith("U+E123");
        });
    }

    @Test
    void aReceiptKeepsItsColumns() {
        String receipt = new Receipt()
                .centred("医保结算单")
                .rule()
                .pair("统筹基金", "¥1,234.56")
                .pair("很长的项目名称很长的项目名称很长的项目", "¥1.00")
                .text();

        assertThat(receipt.lines())
                .containsExactly(
                        " ".repeat(16) + "医保结算单",
                        "-".repeat(42),
                        "统筹基金" + " ".repeat(25) + "¥1,234.56",
                        "很长的项目名称很长的项目名称很长的项目",
                        " ".repeat(37) + "¥1.00");
    }

    private static String text(PDDocument document, int page) throws IOException {
        PDFTextStripper stripper = new PDFTextStripper();
        stripper.setStartPage(page);
        stripper.setEndPage(page);
        return stripper.getText(document);
    }
}
