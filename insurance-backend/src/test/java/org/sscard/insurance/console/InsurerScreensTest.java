package org.sscard.insurance.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.insurance.compat.BusySandbox;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Screens;
import org.sscard.servicekit.browser.Visitor;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.identity.ResidentIdNumber;

/** Every page of the insurer looks as its picture in {@code docs/screens}. How to renew the pictures: see {@link Screens}. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class InsurerScreensTest {

    @TempDir
    Path directory;

    @Test
    void everyPage_looksAsItsPicture() throws IOException {
        assumeTrue(Screens.comparable(), "other fonts or another Chromium than the pictures were taken with");
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T02:00:00Z"), ZoneOffset.UTC);
        List<String> differences = new ArrayList<>();
        try (BusySandbox insurer = new BusySandbox(directory.resolve("data"), clock);
                Browser browser = Browser.start()) {
            Visitor visitor = new Visitor(browser);
            comes(insurer, browser, Role.OPERATOR, 0);
            work(insurer, browser, visitor, differences);
            comes(insurer, browser, Role.REVIEWER, 0);
            browser.open(insurer.url().resolve("/enrolment/1"));
            look(browser, "application-review", differences);
            visitor.press("准予参保");
            browser.open(insurer.url().resolve("/reimbursements/1"));
            look(browser, "reimbursement-review", differences);
            comes(insurer, browser, Role.OPERATOR, 1);
            browser.open(insurer.url().resolve("/contributions/1"));
            look(browser, "notice", differences);
            visitor.press("登记缴费");
            look(browser, "notice-paid", differences);
            for (Map.Entry<String, String> page : pages(insurer).entrySet()) {
                browser.open(insurer.url().resolve(page.getValue()));
                look(browser, page.getKey(), differences);
            }
        }
        assertThat(differences).isEmpty();
    }

    /** Logs in with the first run's link of the first or second person of a role. */
    private static void comes(BusySandbox insurer, Browser browser, Role role, int number) {
        browser.open(insurer.links().stream()
                .filter(link -> link.role().contains(role.zh()))
                .skip(number)
                .findFirst()
                .orElseThrow()
                .address());
    }

    private static void look(Browser browser, String name, List<String> differences) {
        String found = Screens.differences(browser, "insurer-" + name);
        if (!found.isEmpty()) {
            differences.add(found);
        }
    }

    /** Things happen, so that the lists are not empty; forms are looked at on the way. */
    private void work(BusySandbox insurer, Browser browser, Visitor clerk, List<String> differences)
            throws IOException {
        browser.open(insurer.url().resolve("/enrolment/apply"));
        clerk.fill("社会保障号码", ssn(101)).fill("姓名", "参保人甲").fill("户籍区划", "211002");
        clerk.fill("社区或学校", "白塔社区").tick("居民身份证").press("登记").press("补交材料");
        look(browser, "application-wrong", differences);
        clerk.tick("户口簿").tick("近期照片").press("补交材料").press("上报街道").press("受理");
        browser.open(insurer.url().resolve("/enrolment/apply"));
        clerk.fill("社会保障号码", ssn(103)).fill("姓名", "参保人乙").press("登记");
        look(browser, "apply-wrong", differences);

        Path roster = Files.writeString(
                directory.resolve("roster.csv"),
                "社会保障号码,姓名,户籍区划,人员状态,在校学生,符合条件日期,迁入,社区或学校,材料\n" + ssn(105)
                        + ",名册一,211002,无,否,2026-02-10,否,白塔社区,ID_CARD HUKOU_BOOK PHOTO\n" + ssn(107)
                        + ",名册二,21100,无,否,2026-02-10,否,白塔社区,\n");
        browser.open(insurer.url().resolve("/enrolment/import"));
        clerk.choose("名册文件", roster).press("导入");
        look(browser, "import-wrong", differences);

        browser.open(insurer.url().resolve("/reimbursements/new"));
        clerk.fill("人员编号或社会保障号码", "21100099000000000002").choose("就诊机构", "沙盒宏伟二级医院");
        clerk.fill("住院号或就诊号", "ZY-2026-1").fill("未能实时结算的原因", "医院系统停机");
        clerk.fill("第 1 行项目编码", "XSANDBOX000000000001").fill("第 1 行单价", "1000").fill("第 1 行数量", "2");
        clerk.press("试算");
        look(browser, "reimbursement-tried", differences);
        clerk.press("登记，提请复核");
        browser.open(insurer.url().resolve("/clearing"));
        clerk.press("生成清算");
        look(browser, "clearing-month", differences);
        browser.open(insurer.url().resolve(insurer.differentDay("HIS-4711")));
        look(browser, "day-different", differences);
    }

    private static Map<String, String> pages(BusySandbox insurer) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("fund", "/fund");
        pages.put("statement", "/fund/statement");
        pages.put("enrolment", "/enrolment");
        pages.put("application", "/enrolment/1");
        pages.put("apply", "/enrolment/apply");
        pages.put("notices", "/contributions");
        pages.put("subsidies", "/subsidies");
        pages.put("persons", "/persons");
        pages.put("person", "/persons/21100099000000000004");
        pages.put("membership", "/persons/21100099000000000004/membership");
        pages.put("settlements", "/settlements");
        pages.put("settlement", "/settlements/" + insurer.stay());
        pages.put("sheet", "/settlements/" + insurer.stay() + "/sheet");
        pages.put("reimbursements", "/reimbursements");
        pages.put("reimbursement", "/reimbursements/1");
        pages.put("days", "/days");
        pages.put("clearing", "/clearing");
        pages.put("catalogue", "/catalogue");
        pages.put("item", "/catalogue/XSANDBOX000000000017");
        pages.put("mappings", "/catalogue/mappings");
        pages.put("catalogue-import", "/catalogue/import");
        return pages;
    }

    private static String ssn(int sequence) {
        String body = "21100219500101" + sequence;
        return body + ResidentIdNumber.checkCharacter(body);
    }
}
