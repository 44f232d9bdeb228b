package org.sscard.insurance.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.insurance.compat.BusySandbox;
import org.sscard.servicekit.browser.Browser;

/** The insurer's pages in a real browser, by somebody who logged in with a first run's link. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class InsurerConsoleTest {

    @TempDir
    static Path directory;

    private static BusySandbox insurer;
    private static Browser browser;

    @BeforeAll
    static void start() {
        insurer = new BusySandbox(directory.resolve("data"));
        browser = Browser.start();
        browser.open(insurer.links().get(0).address());
    }

    @AfterAll
    static void stop() {
        browser.close();
        insurer.close();
    }

    @Test
    void everyPage_isFreeOfBarriers_complaintsAndSidewaysScrolling() throws IOException {
        List<String> pages = List.of(
                "/",
                "/fund",
                "/persons",
                "/persons/21100099000000000004",
                "/persons?q=nobody",
                "/settlements",
                "/settlements/" + insurer.stay(),
                "/settlements/" + insurer.denied(),
                "/settlements/" + insurer.stay() + "/sheet",
                "/settlements?from=never",
                "/days");
        int number = 0;
        for (String page : pages) {
            for (int[] size : new int[][] {{1366, 768}, {1920, 1080}, {1080, 1920}, {683, 384}}) {
                browser.size(size[0], size[1]);
                browser.open(at(page));
                assertThat(browser.scrollsSideways())
                        .as(page + " at " + size[0])
                        .isFalse();
            }
            browser.size(1366, 768);
            browser.open(at(page));
            assertThat(browser.barriers()).as(page).isEmpty();
            assertThat(browser.complaints()).as(page).isEmpty();
            Files.write(Path.of("target", "console-" + number++ + ".png"), browser.picture());
        }
    }

    @Test
    void aSettlement_showsEachStepWithItsArticle_inThePictureAndInWords() {
        browser.open(at("/settlements/" + insurer.stay()));
        String picture = picture();
        assertThat(picture).contains("医疗费总额").contains("丙类自费").contains("起付标准").contains("统筹基金支付");
        assertThat(browser.text("ol.steps"))
                .contains("第 18 条")
                .contains("第 20(2) 条")
                .contains("Art. 22");
        browser.open(at("/settlements/" + insurer.denied()));
        assertThat(picture()).contains("不予支付");
    }

    @Test
    void aDayWithOneDifference_isResolvedAndSealed_inThreeSteps() throws IOException {
        String page = insurer.differentDay("HIS-4711");
        browser.open(at("/days?state=DIFFERENT"));
        assertThat(browser.text("tbody")).contains("沙盒大药房");
        browser.open(at(page));
        assertThat(browser.text("main")).contains("有差异").contains("HIS-4711").contains("机构撤下该笔");
        assertThat(browser.barriers()).isEmpty();
        Files.write(Path.of("target", "console-different.png"), browser.picture());

        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text(".summary")).contains("处理说明");
        browser.type("#resolution", "机构已撤下");
        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text("main")).contains("差异已处理").contains("机构已撤下");

        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text("main")).contains("已封账");
        assertThat(browser.evaluate("document.querySelectorAll('form.change').length")
                        .asInt())
                .isZero();
    }

    @Test
    void personalData_areMasked_untilAReasonIsGiven() {
        browser.open(at("/persons/21100099000000000004"));
        assertThat(browser.text("main")).contains("沙*").doesNotContain("沙盒丁").doesNotContain("2299961");

        browser.type("#reason", "x");
        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text(".summary")).contains("理由 4 至 100 字");
        assertThat(browser.evaluate("document.activeElement.className").asText())
                .isEqualTo("summary");
        assertThat(browser.barriers()).isEmpty();

        browser.type("#reason", "核对身份证");
        browser.follow(() -> browser.click("form.change button"));
        assertThat(browser.text("main")).contains("沙盒丁").contains("211000 19880229 9961");
    }

    @Test
    void whoLookedAtWhom_standsInTheAuditLog() throws IOException {
        browser.open(at("/persons/21100099000000000001"));
        browser.open(at("/settlements/" + insurer.stay() + "/sheet"));
        String log = Files.readString(directory.resolve("data").resolve("audit.log"));
        assertThat(log)
                .contains("READ_PERSON")
                .contains("21100099000000000001")
                .contains("PRINT_SETTLEMENT")
                .contains("demo-operator-1");
    }

    @Test
    void theKeyboardAlone_findsAPersonAndOpensTheRecord() {
        browser.open(at("/persons"));
        browser.press("F2");
        browser.type("#q", "21100099000000000012");
        browser.follow(() -> browser.press("Enter"));
        assertThat(browser.evaluate("location.search").asText()).contains("q=21100099000000000012");
        browser.evaluate("document.activeElement.blur()");
        browser.press("ArrowDown");
        browser.follow(() -> browser.press("Enter"));
        assertThat(browser.text("main")).contains("个人账户余额").contains("职工医保");
    }

    @Test
    void anAddressIsASavedFilter_andHeadsSort() {
        browser.open(at("/settlements?state=REVERSED"));
        assertThat(browser.evaluate("document.querySelectorAll('tbody tr').length")
                        .asInt())
                .isEqualTo(1);
        assertThat(browser.text("tbody")).contains("已冲正");
        browser.open(at("/settlements"));
        browser.follow(() -> browser.click("th:nth-child(6) a.sort"));
        browser.follow(() -> browser.click("th:nth-child(6) a.sort"));
        assertThat(browser.evaluate("document.querySelector('th[aria-sort=descending]').innerText")
                        .asText())
                .contains("总额");
        assertThat(browser.text("tbody tr td:nth-child(6)")).isEqualTo("¥16,560.99");
    }

    @Test
    void theSheet_printsOnA4_andComesAsPdfInChinese() throws Exception {
        browser.open(at("/settlements/" + insurer.stay() + "/sheet"));
        try (PDDocument printed = Loader.loadPDF(browser.printed())) {
            String text = new PDFTextStripper().getText(printed);
            assertThat(text).contains("基本医疗保险医疗费用结算单").contains("参保人").doesNotContain("日终");
            assertThat(printed.getPage(0).getMediaBox().getWidth()).isBetween(594f, 596f);
        }
        String base64 = browser.evaluate(
                        "fetch('/settlements/" + insurer.stay() + "/sheet.pdf').then(r => r.arrayBuffer())"
                                + ".then(b => btoa(String.fromCharCode(...new Uint8Array(b))))")
                .asText();
        try (PDDocument pdf = Loader.loadPDF(java.util.Base64.getDecoder().decode(base64))) {
            String text = new PDFTextStripper().getText(pdf);
            assertThat(text).contains("沙盒丁").contains("统筹基金支付").contains("第").contains("经办人");
        }
    }

    @Test
    void elderMode_holdsOnEveryPage() {
        browser.open(at("/fund"));
        browser.follow(() -> browser.click("form.reader button"));
        browser.open(at("/days"));
        assertThat(browser.evaluate("document.documentElement.className").asText())
                .isEqualTo("elder");
        assertThat(browser.scrollsSideways()).isFalse();
        browser.follow(() -> browser.click("form.reader button"));
        assertThat(browser.evaluate("document.documentElement.className").asText())
                .isEmpty();
    }

    private static String picture() {
        return browser.evaluate("document.querySelector('figure.chart svg').textContent")
                .asText();
    }

    private static URI at(String path) {
        return insurer.url().resolve(path);
    }
}
