package org.sscard.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Visitor;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.Card;

/**
 * What the bureau's staff do in a day, done in a real browser by what the pages call things. Each task begins at the overview.
 * {@code fewest} is what the task needs at least: each thing to be said, each decision, and the pages on the shortest way.
 */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class BureauTasksTest {

    /** ui.md: at most 1.3 times the fewest possible. */
    private static final int MOST_TENTHS = 13;

    @TempDir
    static Path directory;

    private static BureauHouse house;
    private static Browser first;
    private static Browser second;
    private static Batch made;

    @BeforeAll
    static void start() throws Exception {
        house = new BureauHouse(directory.resolve("data"));
        house.importRoster();
        made = house.batch(6);
        house.make(made, 6);
        first = Browser.start();
        second = Browser.start();
    }

    @AfterAll
    static void stop() throws IOException {
        first.close();
        second.close();
        house.close();
    }

    private static Visitor comes(Browser browser, Role role, int person) {
        browser.open(house.link(role, person));
        return new Visitor(browser);
    }

    private static void within(Visitor visitor, int fewest) {
        assertThat(visitor.actions() * 10)
                .as(visitor.actions() + " actions, fewest possible " + fewest)
                .isLessThanOrEqualTo(fewest * MOST_TENTHS);
    }

    private static Card active(int number) {
        Card card = house.card(made, number);
        return card.getState().equals("QC_PASSED")
                ? house.move(card, "IN_TRANSIT", "AT_BRANCH", "ISSUED", "ACTIVE")
                : card;
    }

    @Test
    void aCardIsFound_andReplaced_andNobodysNumberStandsInAnAddress() {
        Card card = active(0);
        Visitor clerk = comes(first, Role.COUNTER, 0);
        clerk.press("柜台").fill("社会保障号码、卡号或姓名", card.getCardNumber()).press("查询");
        assertThat(clerk.reads()).contains("补换卡").doesNotContain("解挂");
        clerk.press("补换卡");
        assertThat(clerk.reads()).contains("旧卡在新卡启用前照常登记").doesNotContain("卡片遗失");
        clerk.choose("原因", "卡片损坏").tick("已核验").press("确认补换卡");
        assertThat(clerk.reads()).contains("已办理：补换卡").contains("新卡").contains("此人的其他卡");
        // counter, what, search, the action, why, the document, confirm
        within(clerk, 7);
        assertThat(first.evaluate("location.href").asText()).doesNotContain(card.getCardNumber());
    }

    @Test
    void whatIsMasked_isShownForAReason_andTheReasonIsKept() throws IOException {
        Card card = active(1);
        Visitor clerk = comes(first, Role.COUNTER, 0);
        clerk.press("柜台").fill("社会保障号码、卡号或姓名", card.getCardNumber()).press("查询");
        assertThat(clerk.reads()).contains("********").doesNotContain(card.getCardNumber());
        clerk.fill("查看完整信息的理由", "核对身份证").press("显示完整信息");
        assertThat(clerk.reads()).contains(card.getCardNumber()).contains("211002 ");
        String log = Files.readString(directory.resolve("data").resolve("audit.log"));
        assertThat(log).contains("REVEAL_HOLDER").contains("核对身份证").contains("SEARCH_HOLDER");
        assertThat(log).doesNotContain(card.getCardNumber() + "\",\"result");
    }

    @Test
    void twoPersonsAtOneCard_theSecondSeesWhatTheFirstDid() {
        Card card = active(2);
        Visitor one = comes(first, Role.COUNTER, 0);
        Visitor other = comes(second, Role.OPERATOR, 0);
        one.press("柜台").fill("社会保障号码、卡号或姓名", card.getCardNumber()).press("查询").press("临时挂失");
        other.press("柜台").fill("社会保障号码、卡号或姓名", card.getCardNumber()).press("查询").press("挂失");
        one.choose("原因", "卡片遗失").tick("已核验").press("确认临时挂失");
        assertThat(one.reads()).contains("已办理：临时挂失").contains("黑名单").contains("还剩");
        other.choose("原因", "卡片被盗").tick("已核验").press("确认挂失");
        assertThat(other.reads())
                .contains("您办理期间，此卡有变化")
                .contains("demo-counter-1")
                .contains("临时挂失");
        assertThat(second.evaluate("document.getElementById('reason').value").asText())
                .as("a form keeps what was entered")
                .isEqualTo("CARD_STOLEN");
        other.press("确认挂失");
        assertThat(other.reads()).contains("已办理：挂失");
        // the first is taken back where the table has a way
        one.press("再查一人").fill("社会保障号码、卡号或姓名", card.getCardNumber()).press("查询").press("解挂");
        one.choose("原因", "卡片找回").tick("已核验").press("确认解挂");
        assertThat(one.reads()).contains("已办理：解挂");
        assertThat(first.text(".headline")).contains("启用").doesNotContain("黑名单");
    }

    @Test
    void anInspector_passesCardsWithoutAMouse() throws Exception {
        Batch batch = house.batch(25);
        house.make(batch, 25);
        comes(first, Role.INSPECTOR, 0);
        first.open(house.at("/quality/" + batch.getBatchId()));
        int keys = 0;
        while (first.evaluate("document.querySelector('[aria-keyshortcuts=P]') !== null")
                .asBoolean()) {
            first.follow(() -> first.press("P"));
            keys++;
        }
        assertThat(keys).isEqualTo(3);
        assertThat(first.text("main")).contains("应检的 3 张已检完，可以发运");
        first.press("?");
        assertThat(first.evaluate("document.getElementById('keys').open").asBoolean())
                .isTrue();
    }

    @Test
    void aKeyRequest_isApprovedByAnother() {
        Visitor chen = comes(first, Role.CUSTODIAN, 0);
        chen.press("密钥").press("申请");
        first.type("#psam-serial", "21100200000000000888");
        first.type("#psam-region", "211002");
        first.type("#psam-purpose", "定点药店");
        first.follow(() -> first.click("form[action$=PSAM_ISSUE] button"));
        assertThat(chen.reads()).contains("待复核");
        Visitor lin = comes(second, Role.CUSTODIAN, 1);
        assertThat(lin.reads()).contains("待您复核");
        lin.press("1 待您复核");
        lin.press(second.evaluate("document.querySelector('main tbody a').textContent")
                .asText());
        assertThat(lin.reads()).contains("变更前后").contains("有效至").contains("影响范围");
        lin.press("同意");
        assertThat(lin.reads()).contains("待执行");
        // what waits, the request, approve
        within(lin, 3);
    }

    @Test
    void aFilterIsKept_removed_andPutBack() {
        Visitor operator = comes(first, Role.OPERATOR, 1);
        operator.press("批次").press("制卡中");
        first.type("[name=name]", "我的在制");
        operator.press("☆ 保存");
        assertThat(operator.reads()).contains("★ 我的在制");
        Visitor colleague = comes(second, Role.OPERATOR, 0);
        colleague.press("批次");
        assertThat(colleague.reads()).doesNotContain("我的在制");
        first.follow(() -> first.click("[aria-label='删除筛选 我的在制']"));
        assertThat(operator.reads()).contains("已删除筛选").doesNotContain("★ 我的在制");
        operator.press("撤销");
        assertThat(operator.reads()).contains("★ 我的在制");
    }

    @Test
    void blanksAreTakenIn_theDayIsClosedWithADifference_byTwo() throws IOException {
        Visitor operator = comes(first, Role.OPERATOR, 0);
        operator.press("库存").press("收入与领用");
        operator.fill("批号", "L-TASK").fill("卡厂", "卡厂甲").fill("卡操作系统", "COS 2.1");
        operator.fill("或粘贴", "0081544C968684000077000001 0081544C968684000077000001")
                .press("收入空白卡");
        assertThat(operator.reads()).contains("REQUEST_INVALID");
        assertThat(first.evaluate("document.getElementById('lot').value").asText())
                .isEqualTo("L-TASK");
        operator.fill("或粘贴", "0081544C968684000077000001").press("收入空白卡");
        assertThat(operator.reads()).contains("收入 1 张，批号 L-TASK");
        operator.countAnew();
        operator.press("今日库存").fill("清点的空白卡张数", "0").press("日终");
        assertThat(operator.reads()).contains("STOCK_DAY_VARIANCE").contains("短少 1 张");
        operator.fill("差异说明", "一张下落不明，已查监控").press("申请带差异日终");
        assertThat(operator.reads()).contains("您是申请人，须由另一人复核");
        within(operator, 5);

        Visitor reviewer = comes(second, Role.REVIEWER, 0);
        reviewer.press("复核")
                .press(second.evaluate("document.querySelector('main tbody a').textContent")
                        .asText());
        reviewer.press("同意");
        first.open(house.at("/custody/approvals?state=APPROVED"));
        operator.press(first.evaluate("document.querySelector('main tbody a').textContent")
                .asText());
        operator.press("执行");
        assertThat(operator.reads()).contains("已执行");
        first.open(house.at("/stock/books"));
        assertThat(operator.reads()).contains("两人记录").contains("一张下落不明");
    }

    @Test
    void theReport_comesAsAWorkbook() {
        comes(first, Role.OPERATOR, 0);
        first.open(house.at("/reports?by=DAY"));
        byte[] workbook = Base64.getDecoder()
                .decode(first.evaluate("fetch('/reports/issuing.xlsx?by=REGION').then(r => r.arrayBuffer())"
                                + ".then(b => btoa(String.fromCharCode(...new Uint8Array(b))))")
                        .asText());
        assertThat(new String(workbook, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("PK");
    }

    @Test
    void whoHasNotTheRole_isRefused_andAnAuditorChangesNothing() {
        comes(first, Role.COUNTER, 0);
        assertThat(first.evaluate("document.querySelectorAll('.top nav a').length")
                        .asInt())
                .isEqualTo(4);
        first.open(house.at("/batches"));
        assertThat(first.text("main")).contains("ROLE_NOT_ALLOWED");
        comes(first, Role.AUDITOR, 0);
        for (String page :
                new String[] {"/", "/batches", "/batches/" + made.getBatchId(), "/stock", "/stock/handovers", "/reports"
                }) {
            first.open(house.at(page));
            assertThat(first.evaluate("document.querySelectorAll('form.change').length")
                            .asInt())
                    .as(page)
                    .isZero();
        }
    }
}
