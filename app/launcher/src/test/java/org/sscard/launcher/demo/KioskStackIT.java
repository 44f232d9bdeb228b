package org.sscard.launcher.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.Card;

/**
 * The kiosk of the demo before its real bureau and its real insurer, three processes, with certificates of role kiosk: one
 * holder's card from collection to replacement.
 */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class KioskStackIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String REGION = "211002";
    private static final String MENU = "请选择要办理的业务";
    private static final String BLOCKED = "此卡已挂失或停用";
    private static final String NEW_PIN = "240816";
    private static final Clock CLOCK = Clock.system(ZoneId.of("Asia/Shanghai"));

    private DemoHouse house;
    private KioskScreen kiosk;

    @BeforeAll
    void openHouse_makeACard_handItOut(@TempDir Path directory) {
        house = DemoHouse.build(directory, CLOCK);
        house.open(new VirtualStage(house::agent).readersForMaking());
        Path roster = SampleRoster.unpackedIn(directory);
        try (Insurer insurer = new Insurer(house.insurance());
                Bureau bureau = new Bureau(house.issuer());
                VirtualReaderDesk desk = new VirtualReaderDesk(house.agent())) {
            insurer.register(Roster.read(roster).insured(LocalDate.now(CLOCK)));
            bureau.importRoster(roster);
            await().atMost(PATIENCE).until(bureau::stationConnected);
            Batch batch = bureau.createBatch(REGION, 1);
            bureau.personalise(batch);
            desk.insert(VirtualStage.STATION, DemoCards.blank(1));
            await().atMost(PATIENCE)
                    .until(() -> bureau.look(batch).getCardsList().stream()
                            .anyMatch(card -> card.getState().equals("QC_PASSED")));
            Card card = bureau.look(batch).getCards(0);
            for (String state : List.of("IN_TRANSIT", "AT_BRANCH", "ISSUED")) {
                card = bureau.move(card, state, "领卡");
            }
            desk.insert(DemoCards.PSAM_READER, DemoCards.psam());
            desk.insert(VirtualStage.WINDOW, desk.remove(VirtualStage.STATION));
        }
        kiosk = new KioskScreen(house.agent());
    }

    @AfterAll
    void closeHouse() {
        if (kiosk != null) {
            kiosk.close();
        }
        house.close();
    }

    @Test
    void oneHolder_doesEverythingAtTheKiosk_beforeTheRealServices() throws IOException {
        collectsAndActivates();
        changesAndResetsThePin();
        asksTheInsurer();
        losesAndFindsTheCard();
        losesItAtHome();
        ordersAReplacement();
    }

    private void collectsAndActivates() {
        kiosk.reads(MENU).presses("我的卡").presses("卡状态").reads("卡状态");
        assertThat(kiosk.text()).contains("已领取").contains("211002********").doesNotContain("未能查到");
        kiosk.presses("返回主菜单").reads(MENU).presses("我的卡").presses("申领进度").reads("申领进度");
        assertThat(kiosk.text()).contains("已领取").contains(LocalDate.now(CLOCK).toString());
        kiosk.presses("返回主菜单").reads(MENU).presses("我的卡").presses("启用").reads("启用社会保障卡");
        kiosk.presses("确认办理").types("请输入密码", DemoCards.PIN).reads("启用成功");
        assertThat(kiosk.text()).contains("启用");
        kiosk.presses("返回主菜单").reads(MENU);
    }

    private void changesAndResetsThePin() {
        kiosk.presses("密码").presses("修改密码");
        kiosk.types("第一步", DemoCards.PIN)
                .types("第二步", NEW_PIN)
                .types("第三步", NEW_PIN)
                .reads("密码修改成功");
        kiosk.presses("返回主菜单").reads(MENU).presses("密码").presses("重置密码").reads("重置密码");
        kiosk.presses("确认办理").reads("请核验身份");
        assertThat(kiosk.text()).contains("没有真的核验");
        kiosk.presses("演示：核验通过")
                .types("第二步", DemoCards.PIN)
                .types("第三步", DemoCards.PIN)
                .reads("密码重置成功");
        kiosk.presses("返回主菜单").reads(MENU);
    }

    private void asksTheInsurer() throws IOException {
        try (Clerk hospital = new Clerk(house, CLOCK)) {
            hospital.settle("ZY-KIOSK");
        }
        kiosk.presses("待遇与账户").presses("参保与待遇").types("请输入密码", DemoCards.PIN).reads("参保与待遇");
        assertThat(kiosk.text())
                .contains("城乡居民基本医疗保险")
                .containsPattern("统筹基金已用\\s*¥[1-9]")
                .contains("年度限额");
        kiosk.presses("打印").reads("打印完成");
        kiosk.presses("返回主菜单").reads(MENU).presses("待遇与账户").presses("个人账户").reads("您没有个人账户");
        kiosk.presses("知道了").reads(MENU).presses("待遇与账户").presses("消费记录");
        kiosk.types("请输入密码", DemoCards.PIN).reads("消费记录");
        assertThat(kiosk.text()).contains(LocalDate.now(CLOCK).toString()).containsPattern("¥[1-9]");
        kiosk.presses("返回主菜单").reads(MENU);
        String receipt = Files.readString(house.receipts().resolve("receipt-0001.escpos"), Charset.forName("GB18030"));
        assertThat(receipt).contains("统筹基金已用").contains("￥").contains("KIOSK-DEMO");
    }

    private void losesAndFindsTheCard() {
        kiosk.presses("挂失与解挂").presses("正式挂失").reads("请选择原因");
        assertThat(kiosk.everything()).contains("卡片被盗").doesNotContain("期限届满");
        kiosk.presses("卡片被盗").reads("正式挂失").presses("确认办理");
        kiosk.types("请输入密码", DemoCards.PIN).reads("挂失成功").presses("返回主菜单").reads(BLOCKED);
        liftsTheLoss("解除挂失");
    }

    private void liftsTheLoss(String title) {
        kiosk.presses("解挂").reads("请选择原因").presses("卡片找回").reads(title).presses("确认办理");
        kiosk.types("请输入密码", DemoCards.PIN).reads("解挂成功").presses("返回主菜单").reads(MENU);
    }

    /** Without the card, by the number: temporary loss alone. */
    private void losesItAtHome() {
        String number = basicRead().replaceAll("(?s).*\"socialSecurityNumber\":\\s*\"([^\"]+)\".*", "$1");
        String image;
        try (VirtualReaderDesk desk = new VirtualReaderDesk(house.agent())) {
            image = desk.remove(VirtualStage.WINDOW);
        }
        kiosk.reads("请插入社会保障卡").presses("没有带卡？临时挂失").types("请输入社会保障号码", number).reads("请核验身份");
        kiosk.presses("演示：核验通过").reads("请选择原因").presses("卡片遗失").reads("临时挂失");
        kiosk.presses("确认办理").reads("临时挂失成功");
        assertThat(kiosk.everything()).doesNotContain(number);
        kiosk.presses("退出取卡").reads("请插入社会保障卡");
        try (VirtualReaderDesk desk = new VirtualReaderDesk(house.agent())) {
            desk.insert(VirtualStage.WINDOW, image);
        }
        kiosk.reads(BLOCKED);
        liftsTheLoss("解除临时挂失");
    }

    private void ordersAReplacement() {
        kiosk.presses("我的卡").presses("补换卡").reads("请选择原因").presses("卡片损坏").reads("申请补换卡");
        kiosk.presses("确认办理").types("请输入密码", DemoCards.PIN).reads("补换卡申请已提交");
        kiosk.presses("返回主菜单").reads(MENU).presses("我的卡").presses("申领进度").reads("申领进度");
        assertThat(kiosk.text()).containsAnyOf("申领", "已审核");
    }

    private String basicRead() {
        try {
            URI address = house.agent().resolve("/v1/card/basic-read");
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(address)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString(UTF_8))
                    .body();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
