package org.sscard.insurance.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.insurance.compat.BusySandbox;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Visitor;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.identity.ResidentIdNumber;

/**
 * What insurance staff do in a day, done in a real browser by what the pages call things. Each task begins at the start page.
 * {@code fewest} is what the task needs at least: each thing to be said, each decision, and the pages on the shortest way.
 */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class StaffTasksTest {

    /** ui.md: at most 1.3 times the fewest possible. */
    private static final int MOST_TENTHS = 13;

    @TempDir
    static Path directory;

    private static BusySandbox insurer;
    private static Browser clerks;
    private static Browser reviewers;
    private static Visitor clerk;
    private static Visitor reviewer;

    @BeforeAll
    static void start() {
        insurer = new BusySandbox(
                directory.resolve("data"), Clock.fixed(Instant.parse("2026-11-22T02:00:00Z"), ZoneOffset.UTC));
        clerks = Browser.start();
        clerks.open(link(Role.OPERATOR).address());
        reviewers = Browser.start();
        reviewers.open(link(Role.REVIEWER).address());
        clerk = new Visitor(clerks);
        reviewer = new Visitor(reviewers);
    }

    @AfterAll
    static void stop() {
        clerks.close();
        reviewers.close();
        insurer.close();
    }

    private static LoginLink link(Role role) {
        return insurer.links().stream()
                .filter(one -> one.role().contains(role.zh()))
                .findFirst()
                .orElseThrow();
    }

    private static void begin(Browser browser, Visitor visitor) {
        browser.open(insurer.url().resolve("/fund"));
        visitor.countAnew();
    }

    private static void within(int actions, int fewest) {
        assertThat(actions * 10)
                .as(actions + " actions, fewest possible " + fewest)
                .isLessThanOrEqualTo(fewest * MOST_TENTHS);
    }

    private static String ssn(String birth, int sequence) {
        String body = "211002" + birth + "%03d".formatted(sequence);
        return body + ResidentIdNumber.checkCharacter(body);
    }

    /** Registers somebody up to the district's desk; leaves the clerk on the application's page. */
    private static void applied(String ssn, String name) {
        clerk.press("参保").press("参保登记");
        clerk.fill("社会保障号码", ssn).fill("姓名", name).fill("户籍区划", "211002").fill("社区或学校", "白塔社区");
        clerk.tick("居民身份证").tick("户口簿").tick("近期照片");
        clerk.press("登记").press("上报街道").press("受理");
    }

    @Test
    void anApplicant_isRegisteredReportedAndReceived_admittedByAnother_andPays() throws IOException {
        begin(clerks, clerk);
        applied(ssn("19500101", 101), "参保人甲");
        assertThat(clerk.reads()).contains("待区审核").contains("剩 7 天").doesNotContain("参保人甲");
        // nav, form, four fields, three papers, register, report, receive
        within(clerk.actions(), 12);
        String number = clerks.evaluate("location.pathname.split('/').pop()").asText();

        begin(reviewers, reviewer);
        reviewer.press("参保").press("区 ").press(number);
        assertThat(reviewers.barriers()).isEmpty();
        assertThat(reviewer.reads()).doesNotContain("参保人甲");
        reviewer.fill("查看完整信息的理由", "核对身份证").press("显示姓名与号码");
        assertThat(reviewer.reads()).contains("参保人甲").contains("211002 19500101");
        assertThat(Files.readString(directory.resolve("data").resolve("audit.log")))
                .contains("REVEAL_APPLICANT");
        reviewer.press("不予参保");
        assertThat(reviewer.reads()).contains("4 至 500 字");
        assertThat(reviewers.evaluate("document.activeElement.className").asText())
                .isEqualTo("summary");
        begin(reviewers, reviewer);
        reviewer.press("参保").press(number).press("准予参保");
        assertThat(reviewer.reads()).contains("已准予参保");
        // nav, the application (the queue shows it), admit
        within(reviewer.actions(), 3);

        begin(clerks, clerk);
        clerk.press("参保").press("缴费通知").press(text(clerks, "tbody tr td a"));
        clerk.fill("金额", "199.99").press("登记缴费");
        assertThat(clerk.reads()).contains("须一次足额缴纳");
        clerk.fill("金额", "200").press("登记缴费");
        assertThat(clerk.reads())
                .contains("已缴")
                .contains("2026-11-22")
                .contains("¥55.00")
                .contains("¥45.00");
        begin(clerks, clerk);
        clerk.press("参保").press("财政补助").choose("拨付方", "市级").fill("金额", "55.00").press("登记拨付");
        assertThat(clerk.reads()).contains("已拨清").contains("¥45.00");
        within(clerk.actions(), 5);
    }

    @Test
    void anotherPersonMovedTheApplicationMeanwhile_andTheSecondSeesHowItStands() {
        begin(clerks, clerk);
        applied(ssn("19510101", 103), "参保人乙");
        String page = clerks.evaluate("location.pathname").asText();
        reviewers.open(insurer.url().resolve(page));
        clerks.open(insurer.url().resolve(page));
        assertThat(clerk.reads()).contains("等待区复核员办理");
        // The reviewer's page is old by the time that she presses.
        reviewers.evaluate("document.querySelector('[name=seen]').value = 'REPORTED'");
        reviewer.press("准予参保");
        assertThat(reviewer.reads()).contains("ENROLMENT_STEP_REFUSED").contains("待区审核");
    }

    @Test
    void whoIsNotAdmitted_isToldTheArticle_andTheFormKeepsItsInput() {
        begin(clerks, clerk);
        clerk.press("参保").press("参保登记").fill("社会保障号码", ssn("19520101", 105));
        clerk.fill("姓名", "参保人丙").fill("户籍区划", "210102").fill("社区或学校", "白塔社区");
        clerk.tick("居民身份证").press("登记");
        assertThat(clerk.reads()).contains("有 1 处需要改正").contains("ENROLMENT_NOT_ADMITTED");
        assertThat(clerks.evaluate("document.getElementById('name').value").asText())
                .isEqualTo("参保人丙");
        assertThat(clerks.evaluate("document.getElementById('papers-ID_CARD').checked")
                        .asBoolean())
                .isTrue();
        assertThat(clerks.barriers()).isEmpty();
    }

    @Test
    void aRosterWithFiveWrongRows_isImported_mendedFromTheDownload_andImportedAgain() throws IOException {
        StringBuilder csv = new StringBuilder("社会保障号码,姓名,户籍区划,人员状态,在校学生,符合条件日期,迁入,社区或学校,材料\n");
        for (int i = 0; i < 10; i++) {
            csv.append(ssn("1953010" + (i % 9 + 1), 200 + 2 * i));
            csv.append(",名册").append(i).append(i < 5 ? ",21100" : ",211002");
            csv.append(",无,否,2026-02-10,否,白塔社区,ID_CARD HUKOU_BOOK PHOTO\n");
        }
        Path file = Files.writeString(directory.resolve("roster.csv"), csv);
        begin(clerks, clerk);
        clerk.press("参保").press("批量导入").choose("名册文件", file).press("导入");
        assertThat(clerk.reads()).contains("5 行有错").contains("户籍区划").contains("IMPORT_CELL_INVALID");
        assertThat(clerks.barriers()).isEmpty();
        Files.write(Path.of("target", "console-import.png"), clerks.picture());
        byte[] faulty = fetched(
                clerks,
                clerks.evaluate("document.querySelector('main .actions a').href")
                        .asText());
        assertThat(new String(faulty, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("PK");

        Path mended = Files.writeString(
                directory.resolve("mended.csv"), csv.toString().replace(",21100,", ",211002,"));
        clerk.choose("名册文件", mended).press("导入");
        assertThat(clerk.reads()).contains("全部受理");
        within(clerk.actions(), 6);
    }

    @Test
    void aCatalogueFile_isLookedAtFirst_thenTakenOver_andAnOwnCodeIsMapped() throws IOException {
        String header = "医保目录编码,名称,目录类别,甲乙丙类,先行自付比例,限价,限制使用,生效日期\n";
        Path wrong = Files.writeString(
                directory.resolve("wrong.csv"), header + "XTASK0000000000000001,新药,药品,丁,,,,2026-12-01\n");
        begin(clerks, clerk);
        clerk.press("目录").press("导入").choose("目录文件", wrong).press("检查文件");
        assertThat(clerk.reads()).contains("整个文件不导入").contains("甲乙丙类");
        Path right = Files.writeString(
                directory.resolve("right.csv"), header + "XTASK0000000000000001,新药,药品,乙,10,12.5,,2026-12-01\n");
        begin(clerks, clerk);
        clerk.press("目录").press("导入").choose("目录文件", right).press("检查文件");
        assertThat(clerk.reads()).contains("可以导入").contains("新增 1 个版本");
        clerk.press("确认导入");
        assertThat(clerk.reads()).contains("已导入");
        within(clerk.actions(), 5);

        begin(clerks, clerk);
        clerk.press("目录").press("机构对照");
        clerk.choose("机构", "沙盒大药房");
        clerk.fill("自有编码", "OWN-1").fill("医保目录编码", "XTASK0000000000000001").press("登记");
        within(clerk.actions(), 6);
        assertThat(clerks.evaluate("location.search").asText()).contains("institution=");
        clerks.open(insurer.url().resolve("/catalogue/XTASK0000000000000001"));
        assertThat(clerk.reads()).contains("10%").contains("12.5").contains("OWN-1");
    }

    @Test
    void aBillPaidInCash_isTriedEnteredAndApprovedByAnother() throws IOException {
        begin(clerks, clerk);
        clerk.press("零星报销").press("登记报销");
        clerk.fill("人员编号或社会保障号码", "21100099000000000002").choose("就诊机构", "沙盒宏伟二级医院");
        clerk.fill("住院号或就诊号", "ZY-2026-1").fill("未能实时结算的原因", "医院系统停机");
        clerk.fill("第 1 行项目编码", "XSANDBOX000000000001").fill("第 1 行单价", "1000").fill("第 1 行数量", "2");
        clerk.press("试算");
        assertThat(clerk.reads()).contains("试算结果").contains("¥2,000.00");
        assertThat(clerks.barriers()).isEmpty();
        Files.write(Path.of("target", "console-reimbursement-form.png"), clerks.picture());
        clerk.press("登记，提请复核");
        assertThat(clerk.reads()).contains("待复核").contains("等待另一人");
        // nav, new, four fields, three of the line, enter; trying it first is one more
        within(clerk.actions(), 10);

        begin(reviewers, reviewer);
        reviewer.press("零星报销").press(text(reviewers, "tbody tr td a"));
        Files.write(Path.of("target", "console-reimbursement.png"), reviewers.picture());
        assertThat(reviewers.barriers()).isEmpty();
        reviewer.press("同意并结算");
        assertThat(reviewer.reads()).contains("已结算").contains("demo-reviewer-1").doesNotContain("同意并结算");
        within(reviewer.actions(), 3);
    }

    @Test
    void aBillWithAWrongLine_keepsEverythingAndLeadsToTheLine() {
        begin(clerks, clerk);
        clerk.press("零星报销").press("登记报销");
        clerk.fill("人员编号或社会保障号码", "21100099000000000002").choose("就诊机构", "沙盒宏伟二级医院");
        clerk.fill("住院号或就诊号", "ZY-2026-2").fill("未能实时结算的原因", "医院系统停机");
        clerk.fill("第 2 行项目编码", "XSANDBOX000000000001").fill("第 2 行单价", "abc").press("试算");
        assertThat(clerk.reads()).contains("第 2 行：单价以元计");
        assertThat(clerks.evaluate("document.querySelector('.summary a').getAttribute('href')")
                        .asText())
                .isEqualTo("#item2");
        assertThat(clerks.evaluate("document.getElementById('price2').value").asText())
                .isEqualTo("abc");
        assertThat(clerks.barriers()).isEmpty();
        clerk.fill("第 2 行项目编码", "NOSUCHITEM")
                .fill("第 2 行单价", "1")
                .fill("第 2 行数量", "1")
                .press("试算");
        assertThat(clerk.reads()).contains("第 2 行：目录中没有项目 NOSUCHITEM");
    }

    @Test
    void aDayWithOneDifference_isClosed() {
        insurer.differentDay("HIS-4712");
        begin(clerks, clerk);
        clerk.press("日终").press("有差异").press(text(clerks, "tbody tr td a"));
        clerk.fill("处理说明", "机构已撤下").press("记录处理").press("封账");
        assertThat(clerk.reads()).contains("已封账");
        // nav, the day, what was done about it, record it, seal the day
        within(clerk.actions(), 5);
    }

    @Test
    void aMonth_isPreparedByOne_andPaidByAnother() {
        begin(clerks, clerk);
        clerk.press("清算").press("生成清算");
        assertThat(clerk.reads()).contains("由制单以外的人确认付款");
        within(clerk.actions(), 2);
        begin(reviewers, reviewer);
        reviewer.press("清算").press("2026-10").press("确认已付款");
        assertThat(reviewer.reads()).contains("已付款");
        within(reviewer.actions(), 3);
    }

    @Test
    void theFundStatement_closes_andComesAsWorkbookAndSheet() throws IOException {
        begin(clerks, clerk);
        clerk.press("基金收支表");
        assertThat(clerk.reads()).contains("期末结余与总账一致").contains("四、期末结余");
        within(clerk.actions(), 1);
        String query = "?from=2026-01-01&to=2026-11-22";
        byte[] workbook = fetched(clerks, "/fund/statement.xlsx" + query);
        assertThat(new String(workbook, 0, 2, StandardCharsets.US_ASCII)).isEqualTo("PK");
        try (PDDocument pdf = Loader.loadPDF(fetched(clerks, "/fund/statement.pdf" + query))) {
            assertThat(new PDFTextStripper().getText(pdf)).contains("制表人").contains("复核人");
        }
    }

    @Test
    void somebodyLeaves_andAnotherIsBanned_eachWithItsRole() {
        begin(clerks, clerk);
        clerk.press("人员").press("21100099000000000010").press("参保、缴费与退出");
        assertThat(clerk.reads()).contains("终止待遇").doesNotContain("停止待遇");
        clerk.choose("原因", "死亡").press("终止待遇");
        assertThat(clerk.reads()).contains("待遇终止");
        within(clerk.actions(), 5);
        reviewers.open(insurer.url().resolve("/persons/21100099000000000001/membership"));
        reviewer.fill("事由", "出借").press("停止待遇");
        assertThat(reviewer.reads()).contains("4 至 500 字");
        reviewer.fill("事由", "出借社保卡供他人就医").fill("应追回", "1200.50").press("停止待遇");
        assertThat(reviewer.reads()).contains("2028-11-22");
    }

    @Test
    void everyNewPage_isFreeOfBarriers_complaintsAndSidewaysScrolling() throws IOException {
        List<String> pages = List.of(
                "/enrolment",
                "/enrolment?at=done",
                "/enrolment/apply",
                "/enrolment/import",
                "/contributions",
                "/subsidies",
                "/persons/21100099000000000004/membership",
                "/catalogue",
                "/catalogue?q=none",
                "/catalogue/XSANDBOX000000000001",
                "/catalogue/import",
                "/catalogue/mappings",
                "/reimbursements",
                "/reimbursements/new",
                "/clearing",
                "/fund/statement",
                "/fund/statement?from=2026-11-22&to=2026-11-01");
        for (String page : pages) {
            // 683 pixels are 1366 at 200 %
            for (int[] size : new int[][] {{1920, 1080}, {683, 384}, {1366, 768}}) {
                clerks.size(size[0], size[1]);
                clerks.open(insurer.url().resolve(page));
                assertThat(clerks.scrollsSideways()).as(page + " at " + size[0]).isFalse();
            }
            assertThat(clerks.barriers()).as(page).isEmpty();
            Files.write(
                    Path.of("target", "console" + page.replaceAll("[^A-Za-z0-9]+", "-") + ".png"), clerks.picture());
        }
        assertThat(clerks.complaints()).isEmpty();
    }

    @Test
    void rolesAreChecked_andTheAuditLogNamesWhoReadWhom() throws IOException {
        assertThat(status(reviewers, "/enrolment/apply")).isEqualTo(403);
        assertThat(status(reviewers, "/catalogue/import")).isEqualTo(403);
        assertThat(status(reviewers, "/reimbursements/new")).isEqualTo(403);
        clerks.open(insurer.url().resolve("/persons/21100099000000000005/membership"));
        assertThat(Files.readString(directory.resolve("data").resolve("audit.log")))
                .contains("READ_BENEFITS")
                .contains("21100099000000000005");
    }

    @Test
    void theKeyboardAlone_opensAnApplicationFromTheQueue_andReportsIt() {
        clerks.open(insurer.url().resolve("/enrolment/apply"));
        clerk.fill("社会保障号码", ssn("19540101", 107)).fill("姓名", "参保人丁").fill("户籍区划", "211002");
        clerk.fill("社区或学校", "键盘社区");
        clerk.tick("居民身份证").tick("户口簿").tick("近期照片").press("登记");

        clerks.open(insurer.url().resolve("/enrolment"));
        clerks.press("F2");
        clerks.type("#q", "键盘社区");
        clerks.follow(() -> clerks.press("Enter"));
        clerks.evaluate("document.activeElement.blur()");
        clerks.press("ArrowDown");
        clerks.follow(() -> clerks.press("Enter"));
        assertThat(clerk.reads()).contains("待社区上报");
        for (int tabs = 0; tabs < 40 && !focused().startsWith("上报街道"); tabs++) {
            clerks.press("Tab");
        }
        assertThat(focused()).startsWith("上报街道");
        clerks.follow(() -> clerks.press("Enter"));
        assertThat(clerk.reads()).contains("待街道受理");
    }

    private static String focused() {
        return clerks.evaluate("document.activeElement.textContent.trim()").asText();
    }

    @Test
    void theCatalogue_isSearchedWhileOneTypes_withoutAnotherPage() {
        clerks.open(insurer.url().resolve("/catalogue"));
        clerks.evaluate("window.same = true");
        clerk.fill("编码或名称", "床位");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> clerk.reads().contains("共 1 条"));
        assertThat(clerk.reads()).contains("沙盒床位费").doesNotContain("沙盒甲类药1");
        assertThat(clerks.evaluate("window.same").asBoolean()).isTrue();
        assertThat(clerks.evaluate("decodeURIComponent(location.search)").asText())
                .contains("q=床位");
    }

    private static int status(Browser browser, String path) {
        return browser.evaluate("fetch('" + path + "').then(r => r.status)").asInt();
    }

    private static byte[] fetched(Browser browser, String path) {
        return Base64.getDecoder()
                .decode(browser.evaluate(
                                "fetch('" + path + "').then(r => r.arrayBuffer())"
                                        + ".then(b => btoa(Array.from(new Uint8Array(b), c => String.fromCharCode(c)).join('')))")
                        .asText());
    }

    private static String text(Browser browser, String selector) {
        return browser.text(selector);
    }
}
