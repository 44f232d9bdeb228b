package org.sscard.terminal.kiosk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.terminal.LeftBehind;
import org.sscard.terminal.card.Images;
import org.sscard.terminal.pcsc.PcscDaemon;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.vpcd.VpcdCard;

/**
 * The kiosk with a card in a real reader of pcscd, its agent a process of its own: what is done with the card, and that
 * nothing of the person stays when it is gone.
 */
@EnabledIf("possible")
@Timeout(300)
class KioskPcscIT {

    private static final String MENU = "请选择要办理的业务";
    private static final String START = "请插入社会保障卡";
    /** Sixteen digits: shorter ones are found in any memory by chance. */
    private static final String PIN = "8240917355620841";

    private static final String CHANGED = "7719304482650913";
    private static final String RESET = "5068213974405827";
    private static final String NUMBER = "211002198403077715";

    @TempDir
    Path directory;

    private PcscDaemon pcscd;
    private KioskHouse house;
    private VpcdCard card;

    static boolean possible() {
        return org.sscard.servicekit.browser.Browser.installed() && PcscDaemon.installed();
    }

    @BeforeEach
    void open() throws IOException {
        pcscd = new PcscDaemon();
        house = new KioskHouse(directory, "pcsc: true", "", true);
        house.bureau.state = "ACTIVE";
        house.open();
        house.awaitTitle(START);
    }

    @AfterEach
    void close() throws IOException {
        if (card != null) {
            card.close();
        }
        house.close();
        pcscd.close();
    }

    private static String image() {
        return Images.card("2.00", "SM4")
                .replace("\"123456\"", "\"" + PIN + "\"")
                .replace(hex("211002199003078817"), hex(NUMBER));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private VpcdCard serve(String image, int slot) {
        return VpcdCard.serve(
                VirtualCards.fromImage(image, TransmissionMode.T1, new SecureRandom()), "127.0.0.1", pcscd.port(slot));
    }

    private void insert() {
        card = serve(image(), 0);
        house.awaitTitle(MENU);
    }

    @Test
    void aVisitWithAllThatIsSecret_leavesNothingInThePageOrTheAgent() throws Exception {
        VpcdCard psam = serve(Images.psam("SM4", 1), 1);
        insert();
        house.tile(1, "我的卡");
        house.tile(1, "卡状态");
        assertThat(house.browser.text("main"))
                .contains(NUMBER.substring(0, 6) + "********" + NUMBER.substring(14))
                .contains("启用");
        house.button("menu");
        house.awaitTitle(MENU);
        house.tile(2, "密码");
        house.browser.press("1");
        house.pin("第一步", PIN);
        house.pin("第二步", CHANGED);
        house.pin("第三步", CHANGED);
        house.awaitTitle("密码修改成功");
        house.button("menu");
        house.awaitTitle(MENU);
        house.bureau.state = "PIN_BLOCKED";
        house.tile(2, "密码");
        house.tile(2, "重置密码");
        house.button("confirm");
        house.awaitTitle("请核验身份");
        assertThat(house.browser.text("main")).contains("演示").contains("没有真的核验");
        house.button("proof-passes");
        house.pin("第二步", RESET);
        house.pin("第三步", RESET);
        house.awaitTitle("密码重置成功");
        assertThat(house.bureau.asked).extracting(asked -> asked.getAction()).containsExactly("RESET_PIN");
        house.button("menu");
        house.awaitTitle(MENU);
        house.button("exit");
        house.awaitTitle("请取走您的卡");
        house.awaitTitle("您的卡还在机器里");
        assertThat(house.browser.evaluate("document.body.dataset.alarm").asInt())
                .isPositive();
        card.close();
        house.awaitTitle(START);
        psam.close();
        nothingStays();
    }

    private void nothingStays() throws Exception {
        nothingInThePage();
        assertThat(found(LeftBehind.heapOf(house.agentProcess(), directory)))
                .as("live objects of the agent")
                .isEmpty();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".hprof"))
                    .toList()) {
                assertThat(found(file)).as(file.toString()).isEmpty();
            }
        }
    }

    private static Map<String, List<String>> found(Path file) throws IOException {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String pin : List.of(PIN, CHANGED, RESET)) {
            note(found, "PIN " + pin, LeftBehind.in(file, LeftBehind.formsOfPin(pin)));
        }
        note(found, "number", LeftBehind.in(file, LeftBehind.formsOfText(NUMBER)));
        return found;
    }

    private static void note(Map<String, List<String>> found, String what, List<String> forms) {
        if (!forms.isEmpty()) {
            found.put(what, forms);
        }
    }

    /** Neither what stands on it, nor what the browser keeps, nor what "back" shows. */
    private void nothingInThePage() {
        assertThat(house.call("GET", "/pad/state", "").body()).contains("\"asking\":false");
        assertThat(everything()).doesNotContain("211002").doesNotContain("测*");
        assertThat(house.browser
                        .evaluate("Promise.all([indexedDB.databases(), caches.keys()]).then(([bases, kept]) =>"
                                + " localStorage.length + sessionStorage.length + bases.length + kept.length"
                                + " + document.cookie.length)")
                        .asInt())
                .isZero();
        assertThat(house.browser
                        .evaluate(
                                "performance.getEntries().map(e => e.name).concat(JSON.stringify(history.state)).join(' ')")
                        .asText())
                .doesNotContain(NUMBER)
                .doesNotContain(PIN);
        house.browser.follow(() -> house.browser.evaluate("history.back(); true"));
        assertThat(everything()).doesNotContain("211002").doesNotContain("测*");
        house.open();
        house.awaitTitle(START);
    }

    private String everything() {
        return house.browser.evaluate("document.documentElement.outerHTML").asText();
    }

    @Test
    void aCardPulledAtAnyStep_endsTheVisit_andTheNextOneIsServed() {
        pulledWhere(() -> {});
        pulledWhere(() -> house.tile(1, "我的卡"));
        pulledWhere(() -> {
            house.tile(1, "我的卡");
            house.tile(1, "卡状态");
        });
        pulledWhere(() -> {
            house.tile(1, "我的卡");
            house.tile(4, "请选择原因");
            house.tile(1, "申请补换卡");
        });
        pulledWhere(() -> {
            house.tile(2, "密码");
            house.tile(2, "重置密码");
            house.button("confirm");
            house.awaitTitle("请核验身份");
        });
        pulledWhere(() -> {
            house.button("exit");
            house.awaitTitle("请取走您的卡");
        });
    }

    private void pulledWhere(Runnable way) {
        insert();
        way.run();
        card.close();
        house.awaitTitle(START);
        nothingInThePage();
    }

    @Test
    void aCardPulledAtThePad_wipesTheDigits_atEachOfItsSteps() {
        for (int step = 1; step <= 3; step++) {
            insert();
            house.tile(2, "密码");
            house.browser.press("1");
            house.awaitTitle("第一步");
            if (step > 1) {
                house.pin("第一步", PIN);
                house.awaitTitle("第二步");
            }
            if (step > 2) {
                house.pin("第二步", CHANGED);
                house.awaitTitle("第三步");
            }
            house.browser.press("7");
            await().atMost(KioskHouse.PATIENCE)
                    .until(() -> house.call("GET", "/pad/state", "").body().contains("\"digits\":1"));
            card.close();
            house.awaitTitle(START);
            nothingInThePage();
        }
    }

    @Test
    void aReaderThatIsGone_isAScreen_andItComesBack() {
        pcscd.kill();
        house.awaitTitle("读卡器暂时不能用");
        assertThat(house.browser.text(".tiles")).contains("没有带卡");
        pcscd.restart();
        house.awaitTitle(START);
        insert();
        pcscd.kill();
        house.awaitTitle("读卡器暂时不能用");
        assertThat(everything()).doesNotContain("211002").doesNotContain("测*");
        pcscd.restart();
        // The card still lies there.
        house.awaitTitle(MENU);
    }
}
