package org.sscard.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Screens;
import org.sscard.servicekit.browser.Visitor;
import org.sscard.servicekit.security.Role;

/** Workflows in a browser: a registration from the city's draft to the ministry's approval, the register and the face beside it. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class WorkflowScreensTest {

    @TempDir
    Path directory;

    private final List<String> differences = new ArrayList<>();

    @Test
    void registration_isFilledIn_returnedAndApproved() throws Exception {
        try (BureauHouse house = new BureauHouse(directory.resolve("data"));
                Browser browser = Browser.start()) {
            Visitor visitor = new Visitor(browser);
            browser.open(house.link(Role.OPERATOR, 0));
            browser.open(house.at("/workflows"));
            look(browser, "workflows-none");
            browser.open(house.at("/workflows/new/REGISTRATION"));
            visitor.choose("地区", "211002")
                    .fill("发卡机构名称", "辽阳市人力资源和社会保障局")
                    .fill("初始化机构地区", "2110")
                    .fill("计划发卡数", "500000")
                    .fill("卡商", "卡厂甲，卡厂乙")
                    .press("保存草稿");
            look(browser, "workflow-new-wrong");
            visitor.fill("初始化机构地区", "211000").press("保存草稿");
            String record = here(browser);
            attach(visitor, "申请公函");
            attach(visitor, "卡面样张");
            attach(visitor, "卡文件结构清单");
            look(browser, "workflow-draft");
            visitor.press("提交申请");
            look(browser, "workflow-applied");
            assertThat(browser.text("main")).contains("现在由他人办理");

            browser.open(house.link(Role.PROVINCE, 0));
            browser.open(URI.create(record));
            look(browser, "workflow-review");
            visitor.press("省级审核通过");
            browser.open(house.link(Role.MINISTRY, 0));
            browser.open(URI.create(record));
            visitor.fill("顺序号", "01").press("部级批准并分配发卡机构标识号");
            look(browser, "workflow-approved");
            assertThat(browser.text("main")).contains("已批准").contains("发卡机构标识号");
            browser.open(house.at("/workflows"));
            look(browser, "workflows");
            browser.open(house.at("/workflows/issuing"));
            look(browser, "workflow-issuing");

            browser.open(house.link(Role.OPERATOR, 0));
            browser.open(house.at("/workflows/card-os"));
            look(browser, "card-os");
            browser.open(house.at("/workflows/face"));
            look(browser, "card-face");
        }
        assertThat(differences).isEmpty();
    }

    private void attach(Visitor visitor, String paper) throws IOException {
        Path file = Files.writeString(directory.resolve(paper + ".pdf"), paper);
        visitor.choose("材料种类", paper).choose("材料文件", file).press("附材料");
    }

    private static String here(Browser browser) {
        return browser.evaluate("location.href").asText();
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
