package org.sscard.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.issuer.photo.Portraits;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Screens;
import org.sscard.servicekit.browser.Visitor;
import org.sscard.servicekit.security.Role;
import org.sscard.spec.identity.ResidentIdNumber;

/** The intake's pages in a browser: a roster with five wrong rows, a photo to cut, a conflict and a correction. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class IntakeScreensTest {

    private static final String HEADER = "社会保障号码,姓名,性别,民族,出生日期,发卡地区,联系电话\r\n";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    private final List<String> differences = new ArrayList<>();

    @Test
    void rosterWithFiveWrongRows_isMendedAndTakenOver_photosAndConflictsToo() throws Exception {
        try (BureauHouse house = new BureauHouse(directory.resolve("data"));
                Browser browser = Browser.start()) {
            Visitor operator = new Visitor(browser);
            browser.open(house.link(Role.OPERATOR, 0));
            browser.open(house.at("/intake"));
            look(browser, "intake");
            operator.press("上传并检查");
            look(browser, "intake-none");
            roster(browser, operator);
            photo(house, browser, operator);
            conflict(house, browser, operator);
            correction(house, browser, operator);
        }
        assertThat(differences).isEmpty();
    }

    private void roster(Browser browser, Visitor operator) throws IOException {
        String good = id(1) + ",示例甲,男,汉,19900215,211002,13900000000\r\n" + id(2) + ",示例乙,女,汉,19900215,211002,\r\n";
        String wrongCheck = id(3).substring(0, 17) + (id(3).charAt(17) == '1' ? '2' : '1');
        String wrong = wrongCheck + ",示例丙,男,汉,19900215,211002,\r\n" + id(4)
                + ",示例丁,女,汉,1990/2/15,211002,\r\n" + id(5) + ",示例戊,女,汉,19900215,211002,\r\n" + id(6)
                + ",示例\uD840\uDC0B,女,汉,19900215,211002,\r\n" + id(7) + ",示例庚,男,汉,19900215,999999,１３９\r\n";
        Path roster = Files.writeString(directory.resolve("名册.csv"), HEADER + good + wrong);
        operator.choose("名册文件", roster).press("上传并检查");
        settled(browser);
        look(browser, "intake-checked");
        operator.press("采用写法上的建议");
        browser.follow(() -> browser.evaluate(
                "[...document.querySelectorAll('td a')].find(a => a.textContent.includes('改正')).click()"));
        look(browser, "intake-row");
        operator.fill("社会保障号码", id(3)).press("改正第 4 行");
        mend(browser, operator, 6, "性别", "男");
        mend(browser, operator, 8, "发卡地区", "211002");
        browser.open(URI.create(here(browser) + "/rows/7"));
        operator.press("登记本人选定的写法");
        look(browser, "intake-spelling-refused");
        operator.fill("卡上的写法", "示例丈").fill("依据", "本人签字确认单 1 号").press("登记本人选定的写法");
        look(browser, "intake-ready");
        operator.press("入库 7 行");
        settled(browser);
        look(browser, "intake-done");
    }

    private static void mend(Browser browser, Visitor operator, int row, String field, String text) {
        browser.open(URI.create(here(browser) + "/rows/" + row));
        if (row == 8) {
            operator.fill("联系电话", "");
        }
        operator.fill(field, text).press("改正第 " + row + " 行");
    }

    private void photo(BureauHouse house, Browser browser, Visitor operator) throws IOException {
        Path picture = directory.resolve(id(1) + ".jpg");
        Files.write(picture, Portraits.jpeg(1_000, 900));
        Path noPicture = Files.writeString(directory.resolve(id(2) + ".jpg"), "no picture");
        browser.open(house.at("/intake/photos"));
        operator.choose("照片或压缩包", noPicture).press("上传");
        look(browser, "intake-photo-refused");
        operator.choose("照片或压缩包", picture).press("上传");
        look(browser, "intake-photos");
        browser.follow(() -> browser.evaluate(
                "[...document.querySelectorAll('td a')].find(a => a.textContent.includes('裁剪')).click()"));
        operator.press("＋ 放大框").press("－ 缩小框").press("－ 缩小框");
        look(browser, "intake-photo");
        operator.press("采用");
        assertThat(browser.text("main")).contains("已采用");
    }

    private void conflict(BureauHouse house, Browser browser, Visitor operator) throws IOException {
        Path next = Files.writeString(
                directory.resolve("next.csv"),
                HEADER + id(11) + ",示例甲,男,汉,19900215,211002,\r\n" + id(2) + ",示例新,女,汉,19900215,211002,\r\n");
        browser.open(house.at("/intake"));
        operator.choose("名册文件", next).press("上传并检查");
        settled(browser);
        look(browser, "intake-conflicting");
        operator.press("入库 2 行");
        settled(browser);
        browser.open(house.at("/intake/conflicts"));
        look(browser, "intake-conflicts");
        browser.open(house.at("/intake/conflicts/1"));
        operator.press("裁定");
        look(browser, "intake-conflict");
        operator.choose("裁定", "不是同一人（须另一人复核）").fill("依据", "两份证件均已核对").press("裁定");
        assertThat(browser.text("main")).contains("裁定身份冲突");
    }

    private void correction(BureauHouse house, Browser browser, Visitor operator) throws IOException {
        browser.open(house.at("/intake/persons"));
        operator.fill("社会保障号码", id(1)).press("查找");
        look(browser, "intake-person");
        operator.fill("查看原因", "本人到场更正电话").press("显示全部并更正");
        operator.fill("联系电话", "13800000000").fill("更正依据", "本人申请表").press("更正");
        look(browser, "intake-person-corrected");
        assertThat(browser.text("main")).contains("更正", "本人申请表");
    }

    /** Reading and taking over go on by themselves; the page is loaded again until it is done. */
    private static void settled(Browser browser) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            String address = browser.evaluate("location.href").asText();
            browser.open(URI.create(address));
            return !browser.text("main").contains("刷新本页");
        });
    }

    /** The roster's page, from wherever in it the browser is. */
    private static String here(Browser browser) {
        return browser.evaluate("location.href.replace(/\\/rows.*/, '')").asText();
    }

    private static String id(int sequence) {
        String body = "21100219900215" + String.format("%03d", sequence);
        return body + ResidentIdNumber.checkCharacter(body);
    }

    private void look(Browser browser, String name) throws IOException {
        browser.evaluate(BureauScreensTest.STEADY);
        Files.write(Path.of("target", "bureau-" + name + ".png"), browser.picture());
        browser.barriers().forEach(said -> differences.add(name + ": " + said));
        browser.complaints().forEach(said -> differences.add(name + ": " + said));
        if (browser.scrollsSideways()) {
            differences.add(name + ": scrolls sideways");
        }
        if (Screens.comparable()) {
            String differs = Screens.differences(browser, "bureau-" + name);
            if (!differs.isEmpty()) {
                differences.add(differs);
            }
        }
    }
}
