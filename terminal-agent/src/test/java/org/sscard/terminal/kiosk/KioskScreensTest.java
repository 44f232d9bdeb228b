package org.sscard.terminal.kiosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Screens;
import org.sscard.terminal.card.Images;

/**
 * Every screen as it is looked at: both kiosks, 长辈版, and everything twice as large; beside its picture in {@code
 * docs/screens} (upright in the standard type, lying in 长辈版; those of {@link #EVERY_WAY} in all four). How to renew them:
 * see {@link Screens}.
 */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(600)
class KioskScreensTest {

    private static final String READERS = """
            pcsc: false
            virtual:
              - {name: slot}
              - {name: sam}
            """;
    private static final String MENU = "请选择要办理的业务";
    private static final String PIN = "123456";
    private static final Set<String> EVERY_WAY = Set.of("menu", "pad", "account", "confirm");

    /** Visible elements that can be pressed and are smaller than 60 × 60. */
    private static final String SMALL_TARGETS = "[...document.querySelectorAll('button')].filter(b => {"
            + " const r = b.getBoundingClientRect(); return r.width < 60 || r.height < 60; }).map(b => b.innerText).join('|')";
    /** Texts below 24 px. */
    private static final String SMALL_TEXTS = "[...document.querySelectorAll('body *')].filter(e =>"
            + " [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 24"
            + " && e.getBoundingClientRect().width > 0).map(e => e.innerText).join('|')";
    /** What a seated person cannot reach. */
    private static final String OUT_OF_REACH = "[...document.querySelectorAll('button')].filter(b =>"
            + " b.getBoundingClientRect().top < innerHeight / 2 - 1)"
            + ".map(b => b.innerText + ' ' + Math.round(b.getBoundingClientRect().top)).join('|')";
    /** What is below the edge or hidden behind it. */
    private static final String CUT_OFF =
            "[...document.querySelectorAll('button, h1, .text, .found div, .rows tr, .entry, .tries')]"
                    + ".filter(e => { const r = e.getBoundingClientRect(), m = document.querySelector('main').getBoundingClientRect();"
                    + " const read = !e.matches('button');"
                    + " return r.bottom > innerHeight + 1 || r.right > innerWidth + 1 || read && (r.top < m.top - 1 || r.bottom > m.bottom + 1); })"
                    + ".map(e => e.innerText.slice(0, 20) + ' ' + Math.round(e.getBoundingClientRect().bottom)).join('|')";
    /** Likewise where everything is twice as large: a list may move in its place then, what is decided on may not. */
    private static final String CUT_OFF_LARGE = CUT_OFF.replace(".found div, .rows tr, ", "");
    /** The same seconds in every picture: the script finds them no more. */
    private static final String SECONDS_STAND =
            "(e => { if (e) { e.textContent = '30'; e.removeAttribute('id'); } })(document.getElementById('seconds')); true";

    @TempDir
    static Path directory;

    private static KioskHouse house;
    private static ThermalPrinter printer;
    private static final List<String> FOUND = new ArrayList<>();

    @BeforeAll
    static void open() throws IOException {
        printer = new ThermalPrinter();
        house = new KioskHouse(
                directory,
                READERS,
                "  printer: {host: 127.0.0.1, port: " + printer.address().getPort()
                        + "}\n  pageLimit: 20m\n  warning: 10s");
        house.insert("sam", Images.psam("SM4", 1));
        house.open();
    }

    @AfterAll
    static void close() throws IOException {
        house.close();
        printer.close();
    }

    private static void look(String name) {
        house.awaitSettled();
        house.browser.evaluate(SECONDS_STAND);
        for (boolean elder : new boolean[] {false, true}) {
            mode(elder);
            for (boolean lying : new boolean[] {false, true}) {
                int width = lying ? 1920 : 1080;
                house.browser.size(width, lying ? 1080 : 1920);
                inspect(name + (elder ? " in 长辈版" : "") + " at " + width);
                if (Screens.comparable() && (elder == lying || EVERY_WAY.contains(name))) {
                    String picture = Screens.differences(
                            house.browser, "kiosk-" + name + (elder ? "-elder" : "") + (lying ? "-landscape" : ""));
                    note(picture, "");
                }
            }
            note(String.join("|", house.browser.barriers()), "barriers of " + name + (elder ? " in 长辈版" : ""));
        }
        mode(false);
        for (int[] size : new int[][] {{540, 960}, {960, 540}}) {
            house.browser.size(size[0], size[1]);
            inspectTwiceAsLarge(name + " twice as large at " + size[0]);
            if (Screens.comparable() && EVERY_WAY.contains(name) && size[0] < size[1]) {
                note(Screens.differences(house.browser, "kiosk-" + name + "-200"), "");
            }
        }
        house.browser.size(1080, 1920);
        note(String.join("|", house.browser.complaints()), "complaints at " + name);
    }

    private static void mode(boolean elder) {
        house.browser.evaluate(
                "fetch('/kiosk/setting', {method: 'POST', redirect: 'manual', body:" + " new URLSearchParams({set: '"
                        + (elder ? "elder" : "standard") + "'}).toString()}).then(() => true)");
        await().atMost(KioskHouse.PATIENCE)
                .until(() -> house.browser
                        .evaluate("document.documentElement.classList.contains('elder') === " + elder)
                        .asBoolean());
    }

    private static void inspect(String where) {
        note(scrolls(), "scrolling of " + where);
        note(value(SMALL_TARGETS), "small targets of " + where);
        note(value(SMALL_TEXTS), "small texts of " + where);
        note(value(OUT_OF_REACH), "out of reach on " + where);
        note(value(CUT_OFF), "cut off on " + where);
    }

    private static void inspectTwiceAsLarge(String where) {
        note(scrolls(), "scrolling of " + where);
        note(value(CUT_OFF_LARGE), "cut off on " + where);
    }

    private static String scrolls() {
        return value(
                "document.documentElement.scrollWidth > innerWidth || document.documentElement.scrollHeight > innerHeight"
                        + " ? document.documentElement.scrollWidth + ' x ' + document.documentElement.scrollHeight : ''");
    }

    private static void note(String found, String what) {
        if (!found.isEmpty()) {
            FOUND.add(what.isEmpty() ? found : what + ": " + found);
        }
    }

    private static String value(String expression) {
        return house.browser.evaluate(expression).asText();
    }

    private static void menu() {
        house.button("menu");
        house.awaitTitle(MENU);
    }

    @Test
    void everyScreen_fitsBothKiosks_inReachOfASeatedPerson_withoutBarriers_andLooksAsItsPicture() {
        withoutACard();
        house.insert("slot", Images.card("2.00", "SM4"));
        house.awaitTitle(MENU);
        spend();
        look("menu");
        enquiries();
        printing();
        activation();
        pins();
        losses();
        troubles();
        assertThat(FOUND).isEmpty();
    }

    private static void withoutACard() {
        house.awaitKind("START");
        look("start");
        house.browser.press("1");
        house.awaitKind("NUMBER");
        house.number("211002199003");
        look("number");
        house.button("enter");
        house.awaitTitle("号码有误");
        look("number-wrong");
        house.browser.press("Escape");
        house.awaitKind("START");
    }

    /** Two purchases at a window, which the card remembers. */
    private static void spend() {
        for (int purchase = 1; purchase <= 2; purchase++) {
            house.debit(123_450L * purchase, "2026112" + purchase + "093000", PIN);
        }
    }

    private static void enquiries() {
        house.tile(1, "我的卡");
        look("group-card");
        house.tile(1, "卡状态");
        look("status");
        menu();
        house.tile(1, "我的卡");
        house.tile(2, "申领进度");
        look("progress");
        menu();
        house.tile(4, "待遇与账户");
        look("group-benefits");
        house.browser.press("1");
        house.pin("请输入密码", PIN);
        house.awaitTitle("参保与待遇");
        look("benefits");
        menu();
        house.tile(4, "待遇与账户");
        house.tile(2, "个人账户");
        look("account");
        menu();
        house.tile(4, "待遇与账户");
        house.browser.press("3");
        house.pin("请输入密码", PIN);
        house.awaitTitle("消费记录");
        look("spending");
        menu();
    }

    private static void printing() {
        house.tile(4, "待遇与账户");
        house.tile(4, "打印凭条");
        look("print");
        printer.outOfPaper();
        house.tile(1, "打印机缺纸");
        look("paper-out");
        printer.ready();
        printer.coverOpen();
        house.button("again");
        house.awaitTitle("打印机暂时不能用");
        look("printer-offline");
        printer.ready();
        house.button("again");
        house.awaitTitle("打印完成");
        look("printed");
        menu();
    }

    private static void activation() {
        house.tile(1, "我的卡");
        house.tile(3, "启用社会保障卡");
        look("confirm");
        house.button("confirm");
        house.awaitTitle("请输入密码");
        house.browser.press("1");
        house.browser.press("2");
        await().atMost(KioskHouse.PATIENCE).until(() -> house.browser.text("#digits"), "●●"::equals);
        look("pad");
        house.browser.press("Escape");
        house.awaitTitle(MENU);
        house.tile(1, "我的卡");
        house.tile(3, "启用社会保障卡");
        house.button("confirm");
        house.pin("请输入密码", "000000");
        house.awaitTitle("密码不正确");
        look("pin-wrong");
        house.button("understood");
        house.pin("请输入密码", PIN);
        house.awaitTitle("启用成功");
        look("done");
        menu();
        house.tile(1, "我的卡");
        house.tile(4, "请选择原因");
        look("reason");
        house.button("back");
        house.awaitTitle(MENU);
    }

    private static void pins() {
        house.tile(2, "密码");
        look("group-pin");
        house.browser.press("1");
        house.awaitTitle("第一步");
        look("pin-step-1");
        house.pin("第一步", PIN);
        house.awaitTitle("第二步");
        look("pin-step-2");
        house.pin("第二步", "240816");
        house.pin("第三步", "240817");
        house.awaitTitle("两次输入不一致");
        look("pin-differs");
        house.browser.press("Escape");
        house.awaitTitle(MENU);
        house.tile(2, "密码");
        house.tile(2, "重置密码");
        look("confirm-reset");
        house.button("confirm");
        house.awaitTitle("请核验身份");
        look("proof");
        house.button("proof-fails");
        house.awaitTitle("身份核验未通过");
        look("proof-failed");
        house.button("understood");
        house.awaitTitle(MENU);
    }

    private static void losses() {
        house.tile(3, "挂失与解挂");
        look("group-loss");
        house.tile(2, "正式挂失");
        look("confirm-loss");
        house.button("confirm");
        house.pin("请输入密码", PIN);
        house.awaitTitle("挂失成功");
        look("loss-done");
        house.button("menu");
        house.awaitTitle("此卡已挂失或停用");
        look("menu-restricted");
        house.button("exit");
        house.awaitTitle("请取走您的卡");
        house.awaitTitle("您的卡还在机器里");
        await().atMost(KioskHouse.PATIENCE.multipliedBy(2))
                .until(() -> value("(document.body || {dataset: {}}).dataset.alarm"), "3"::equals);
        look("card-left");
        house.remove("slot");
        house.awaitKind("START");
    }

    private static void troubles() {
        house.insert(
                "slot",
                "{\"kind\": \"blank\", \"transportKey\": \"404142434445464748494A4B4C4D4E4F\","
                        + " \"atrHistoricalBytes\": \"0081544C968684000000000001\"}");
        house.awaitTitle("这不是社会保障卡");
        look("not-ours");
        house.remove("slot");
        house.awaitKind("START");
        house.bureau.state = "ACTIVE";
        house.insert("slot", Images.card("2.00", "SM4"));
        house.awaitTitle(MENU);
        house.cutLines();
        house.tile(1, "我的卡");
        house.browser.press("2");
        house.awaitTitle("网络暂时不通");
        look("line-down");
        house.remove("slot");
        house.awaitKind("START");
    }
}
