package org.sscard.terminal.kiosk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.terminal.card.Images;
import org.sscard.wire.issuer.v1.ActRequest;

/** The kiosk in a real browser, by keyboard alone. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(240)
class KioskTest {

    private static final String READERS = """
            pcsc: false
            virtual:
              - {name: slot}
              - {name: sam}
            """;
    private static final String MENU = "请选择要办理的业务";
    private static final String PIN = "739104";

    @TempDir
    static Path directory;

    private static KioskHouse house;
    private static Path receipts;

    @BeforeAll
    static void open() {
        receipts = directory.resolve("receipts");
        house = new KioskHouse(directory, READERS, "  printer: {folder: '" + receipts + "'}");
        house.insert("sam", Images.psam("SM4", 1));
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @BeforeEach
    void comes() {
        house.bureau.state = "ACTIVE";
        house.bureau.asked.clear();
        house.open();
        house.awaitKind("START");
        house.insert("slot", Images.card("2.00", "SM4").replace("\"123456\"", "\"" + PIN + "\""));
        house.awaitTitle(MENU);
    }

    @AfterEach
    void goes() {
        house.remove("slot");
        house.awaitKind("START");
        assertThat(house.browser.complaints()).isEmpty();
    }

    private static String text() {
        return house.browser.text("main");
    }

    private static void backToMenu() {
        house.button("menu");
        house.awaitTitle(MENU);
    }

    private static void wasAsked(String action, String proof) {
        ActRequest last = house.bureau.asked.get(house.bureau.asked.size() - 1);
        assertThat(last.getAction()).isEqualTo(action);
        assertThat(last.getProof()).isEqualTo(proof);
        assertThat(last.getChannel()).isEqualTo("KIOSK");
        assertThat(last.getTerminal()).isEqualTo("KIOSK-7");
    }

    @Test
    void cardStatus_isShownMasked() {
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        assertThat(text())
                .contains("测")
                .doesNotContain("测试")
                .contains("211002********8817")
                .doesNotContain("19900307")
                .contains("*****5673")
                .contains("启用")
                .contains("2036-01-01");
        backToMenu();
    }

    @Test
    void progress_showsTheStatesOfTheApplication_pageByPage() {
        house.tile(1, "我的卡");
        house.tile(2, "申领进度");
        assertThat(text()).contains("已领取").contains("质检合格").doesNotContain("已审核");
        house.button("next");
        house.awaitTitle("申领进度");
        await().until(() -> text().contains("已审核"));
        backToMenu();
    }

    @Test
    void activation_takesThePin_andTheBureauHearsItOnce() {
        house.bureau.state = "ISSUED";
        house.tile(1, "我的卡");
        house.tile(3, "启用社会保障卡");
        assertThat(text()).contains("启用后即可就医结算");
        house.button("confirm");
        house.pin("请输入密码", PIN);
        house.awaitTitle("启用成功");
        wasAsked("ACTIVATE", "CARD_AND_PIN");
        assertThat(house.bureau.asked).hasSize(1);
        backToMenu();
    }

    @Test
    void changingThePin_hasThreeSteps_andADifferenceGoesBackToTheSecond() {
        house.tile(2, "密码");
        house.browser.press("1");
        house.pin("第一步", PIN);
        house.pin("第二步", "240816");
        house.pin("第三步", "240817");
        house.pin("两次输入不一致", "240816");
        house.pin("第三步", "240816");
        house.awaitTitle("密码修改成功");
        backToMenu();
        house.tile(2, "密码");
        house.browser.press("1");
        house.awaitTitle("第一步");
        assertThat(text()).contains("密码还可以试 6 次");
        house.pin("第一步", PIN);
        house.pin("第二步", "1111");
        house.pin("第三步", "1111");
        house.awaitTitle("密码不正确");
        assertThat(text()).contains("还可以试 5 次");
        house.button("understood");
        house.awaitTitle("第一步");
        assertThat(text()).contains("密码还可以试 5 次");
        house.browser.press("Escape");
        house.awaitTitle(MENU);
    }

    @Test
    void resettingThePin_takesProofOfIdentity_whichIsLabelledAsSimulated() {
        house.tile(2, "密码");
        house.tile(2, "重置密码");
        house.button("confirm");
        house.awaitTitle("请核验身份");
        assertThat(text()).contains("演示").contains("没有真的核验");
        house.button("proof-fails");
        house.awaitTitle("身份核验未通过");
        house.button("understood");
        house.awaitTitle(MENU);
        house.tile(2, "密码");
        house.tile(2, "重置密码");
        house.button("confirm");
        house.awaitTitle("请核验身份");
        house.button("proof-passes");
        house.pin("第二步", "240816");
        house.pin("第三步", "240816");
        house.awaitTitle("密码重置成功");
        backToMenu();
    }

    @Test
    void resetThatTheBureauCannotHear_isDoneAllTheSame_andReportedAfterTheVisit() {
        house.bureau.state = "PIN_BLOCKED";
        house.tile(2, "密码");
        house.tile(2, "重置密码");
        house.button("confirm");
        house.awaitTitle("请核验身份");
        house.bureau.away = true;
        house.button("proof-passes");
        house.pin("第二步", "240816");
        house.pin("第三步", "240816");
        house.awaitTitle("密码重置成功");
        assertThat(text()).contains("网络恢复后，本机自动告知社保中心");
        assertThat(house.bureau.asked).isEmpty();
        house.bureau.away = false;
        house.remove("slot");
        await().atMost(KioskHouse.PATIENCE).until(() -> !house.bureau.asked.isEmpty());
        wasAsked("RESET_PIN", "IDENTITY_SERVICE");
        assertThat(house.bureau.state).isEqualTo("ACTIVE");
        assertThat(directory.resolve("data").resolve("kiosk-reports")).isDirectory();
        await().atMost(KioskHouse.PATIENCE)
                .untilAsserted(() -> assertThat(directory.resolve("data").resolve("kiosk-reports"))
                        .isEmptyDirectory());
    }

    @Test
    void withoutTheCard_byTheNumber_temporaryLossAloneIsReported() {
        house.remove("slot");
        house.awaitKind("START");
        assertThat(house.browser
                        .evaluate("[...document.querySelectorAll('.tile')].map(t => t.value).join()")
                        .asText())
                .isEqualTo("NO_CARD");
        house.browser.press("1");
        house.awaitKind("NUMBER");
        house.number("21100219900307881X");
        assertThat(house.browser.text("#entry")).doesNotContain("19900307");
        house.browser.press("Enter");
        house.awaitTitle("请核验身份");
        house.browser.press("Enter");
        house.awaitTitle("临时挂失");
        house.browser.press("Enter");
        house.awaitTitle("临时挂失成功");
        wasAsked("REPORT_TEMPORARY_LOSS", "IDENTITY_SERVICE");
        assertThat(house.browser.evaluate("document.documentElement.outerHTML").asText())
                .doesNotContain("21100219900307881X");
        house.browser.press("Enter");
        house.awaitKind("START");
    }

    @Test
    void keypadAlone_withoutTab_confirmsCorrectsAndGoesBack() {
        house.tile(2, "密码");
        house.browser.press("Escape");
        house.awaitTitle(MENU);
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        house.browser.press("Enter");
        house.awaitTitle(MENU);
        house.tile(4, "待遇与账户");
        house.browser.press("1");
        house.awaitTitle("请输入密码");
        house.browser.press("7");
        house.browser.press("7");
        await().atMost(KioskHouse.PATIENCE).until(() -> house.browser.text("#digits"), "●●"::equals);
        house.browser.press("Backspace");
        await().atMost(KioskHouse.PATIENCE).until(() -> house.browser.text("#digits"), "●"::equals);
        house.pinGoesOn("39104");
        house.awaitTitle("参保与待遇");
        house.browser.press("Escape");
        house.awaitTitle(MENU);
    }

    @Test
    void focusGoesFromTheChoicesToTheFoot_andIsSeen() {
        List<String> order = new ArrayList<>();
        for (int tab = 0; tab < 9; tab++) {
            house.browser.press("Tab");
            order.add(house.browser
                    .evaluate("document.activeElement.value || document.activeElement.id")
                    .asText());
            assertThat(house.browser
                            .evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)"
                                    + " * (getComputedStyle(document.activeElement).outlineStyle === 'none' ? 0 : 1)")
                            .asDouble())
                    .isGreaterThanOrEqualTo(3);
        }
        assertThat(order)
                .containsExactly("CARD", "PIN", "LOSS", "BENEFITS", "exit", "continue", "mute", "replay", "elder");
    }

    @Test
    void lossWithTheCard_isReportedAndLifted_andABlacklistedCardReachesNothingElse() {
        house.tile(3, "挂失与解挂");
        house.tile(2, "正式挂失");
        house.button("confirm");
        house.pin("请输入密码", PIN);
        house.awaitTitle("挂失成功");
        wasAsked("REPORT_LOSS", "CARD_AND_PIN");
        house.button("menu");
        house.awaitTitle("此卡已挂失或停用");
        assertThat(house.browser
                        .evaluate("[...document.querySelectorAll('.tile')].map(t => t.value).join()")
                        .asText())
                .isEqualTo("STATUS,LIFT_LOSS");
        house.tile(2, "解除挂失");
        house.button("confirm");
        house.pin("请输入密码", PIN);
        house.awaitTitle("解挂成功");
        wasAsked("LIFT_LOSS", "CARD_AND_PIN");
        backToMenu();
    }

    @Test
    void replacement_asksForTheReason_andSaysWhatWillHappen() {
        house.tile(1, "我的卡");
        house.tile(4, "请选择原因");
        assertThat(house.browser.text("body")).contains("卡片损坏").doesNotContain("卡片遗失");
        house.tile(1, "申请补换卡");
        assertThat(text()).contains("新卡启用时旧卡注销").contains("卡片损坏");
        house.button("confirm");
        house.pin("请输入密码", PIN);
        house.awaitTitle("补换卡申请已提交");
        wasAsked("REQUEST_REPLACEMENT", "CARD_AND_PIN");
        backToMenu();
    }

    @Test
    void anAnswerThatIsLost_isAskedForAgainWithTheSameNumber_untilItIsKnown() {
        house.bureau.answersToLose.set(2);
        house.tile(1, "我的卡");
        house.tile(4, "请选择原因");
        house.tile(1, "申请补换卡");
        house.button("confirm");
        house.pin("请输入密码", PIN);
        house.awaitTitle("补换卡申请已提交");
        assertThat(house.bureau.asked).hasSize(3);
        assertThat(house.bureau.asked.stream().map(ActRequest::getRequestId).distinct())
                .hasSize(1);
        backToMenu();
    }

    @Test
    void benefitsAccountAndSpending_takeThePinOnce_andTheCardsRecordsAskForThemselves() {
        house.tile(4, "待遇与账户");
        house.browser.press("1");
        house.pin("请输入密码", PIN);
        house.awaitTitle("参保与待遇");
        assertThat(text()).contains("城乡居民基本医疗保险").contains("¥12,345.67").contains("¥987.65");
        backToMenu();
        house.tile(4, "待遇与账户");
        house.tile(2, "个人账户");
        assertThat(text()).contains("¥987.65").contains("每月划入").contains("-¥43.21");
        backToMenu();
        house.tile(4, "待遇与账户");
        house.browser.press("3");
        house.pin("请输入密码", PIN);
        house.awaitTitle("没有消费记录");
        backToMenu();
    }

    @Test
    void receipt_isPrintedInGb18030AndAsPdfOf80Millimetres() throws IOException {
        house.tile(4, "待遇与账户");
        house.tile(4, "打印凭条");
        house.tile(1, "打印完成");
        backToMenu();
        List<Path> files;
        try (var listed = Files.list(receipts)) {
            files = listed.sorted().toList();
        }
        String paper = EscPosPaper.read(Files.readAllBytes(files.get(files.size() - 2)));
        assertThat(paper)
                .contains("社会保障卡自助服务凭条")
                .contains("卡状态")
                .contains("211002********8817")
                .contains("KIOSK-7")
                .contains("演示数据");
        assertThat(paper.lines()).allMatch(line -> line.getBytes(Charset.forName("GB18030")).length <= 42);
        try (PDDocument pdf = Loader.loadPDF(Files.readAllBytes(files.get(files.size() - 1)))) {
            assertThat(pdf.getNumberOfPages()).isEqualTo(1);
            assertThat(pdf.getPage(0).getMediaBox().getWidth() / 72 * 25.4).isBetween(79.9, 80.1);
            assertThat(new PDFTextStripper().getText(pdf)).contains("卡状态").contains("211002********8817");
        }
    }

    @Test
    void cardTakenAtThePad_endsEverything_andTheBackButtonShowsNothing() {
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        backToMenu();
        house.tile(2, "密码");
        house.browser.press("1");
        house.awaitTitle("第一步");
        house.browser.press("7");
        house.remove("slot");
        house.awaitKind("GOODBYE");
        assertThat(house.browser.text("body")).doesNotContain("211002");
        house.awaitKind("START");
        assertThat(house.call("GET", "/pad/state", "").body()).contains("\"asking\":false");
        house.browser.follow(() -> house.browser.evaluate("history.back(); true"));
        assertThat(house.browser.evaluate("document.documentElement.outerHTML").asText())
                .doesNotContain("211002")
                .doesNotContain("测*");
        house.open();
        house.awaitKind("START");
        house.insert("slot", Images.card("2.00", "SM4"));
        house.awaitTitle(MENU);
    }

    @Test
    void theScreenOfAnotherBrowser_showsNothingOfThePerson() {
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        String stranger = house.call("GET", "/kiosk", "").body();
        assertThat(stranger).contains("另一个屏幕").doesNotContain("211002");
        assertThat(house.call("GET", "/kiosk/state", "").body()).isEqualTo("{\"step\":0}");
        assertThat(text()).contains("211002********8817");
        backToMenu();
    }

    @Test
    void elderMode_isOnEveryScreen_doublesTheCountdown_andEndsWithTheVisit() {
        int before = seconds();
        assertThat(before).isBetween(1, 30);
        house.button("elder");
        await().atMost(KioskHouse.PATIENCE)
                .until(
                        () -> house.browser
                                .evaluate("document.documentElement.className")
                                .asText(),
                        "elder"::equals);
        assertThat(seconds()).isBetween(31, 60);
        house.tile(1, "我的卡");
        assertThat(house.browser.evaluate("document.documentElement.className").asText())
                .isEqualTo("elder");
        house.remove("slot");
        house.awaitKind("START");
        await().atMost(KioskHouse.PATIENCE)
                .until(
                        () -> house.browser
                                .evaluate("document.documentElement.className")
                                .asText(),
                        ""::equals);
    }

    private static int seconds() {
        JsonNode shown = house.browser.evaluate("Number(document.getElementById('seconds').textContent)");
        return shown.asInt();
    }

    @Test
    void spokenText_isShown_canBeReplayedAndMuted() {
        assertThat(house.browser.text("#spoken")).contains(MENU);
        house.browser.evaluate("window.said = []; speechSynthesis.speak = words => said.push(words.text); true");
        house.button("replay");
        assertThat(house.browser.evaluate("said[said.length - 1]").asText())
                .contains("按1，我的卡。")
                .contains("按取消键，退出取卡。");
        assertThat(house.browser.evaluate("said[0]").asText())
                .as("who tabs hears where")
                .contains("我的卡");
        house.button("mute");
        await().atMost(20, SECONDS)
                .until(
                        () -> house.browser
                                .evaluate("(document.body || {dataset: {}}).dataset.muted")
                                .asText(),
                        "true"::equals);
        house.button("sound");
        await().atMost(20, SECONDS)
                .until(
                        () -> house.browser
                                .evaluate("(document.body || {dataset: {}}).dataset.muted")
                                .asText(),
                        muted -> !muted.equals("true"));
    }

    @Test
    void figuresOfTheHolder_areReadOnlyToWhoAsks() {
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        assertThat(house.browser.text("#spoken")).contains("按重播，听屏幕上的内容").doesNotContain("211002");
        house.browser.evaluate("window.said = []; speechSynthesis.speak = words => said.push(words.text); true");
        house.button("replay");
        assertThat(house.browser.evaluate("said[said.length - 1]").asText()).contains("卡状态，启用。");
        backToMenu();
    }

    @Test
    void leaving_asksForTheCard_andCallsAfterIt_loggedEachTime() {
        house.button("exit");
        house.awaitTitle("请取走您的卡");
        house.awaitTitle("您的卡还在机器里");
        await().atMost(25, SECONDS)
                .until(
                        () -> house.browser
                                .evaluate("(document.body || {dataset: {}}).dataset.alarm")
                                .asText(),
                        "3"::equals);
        await().atMost(5, SECONDS)
                .untilAsserted(() -> assertThat(
                                Files.readString(directory.resolve("data").resolve("audit.log")))
                        .contains("CARD_LEFT_3S")
                        .contains("CARD_LEFT_10S")
                        .contains("CARD_LEFT_20S")
                        .contains("kiosk KIOSK-7"));
    }
}
