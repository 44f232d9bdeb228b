package org.sscard.issuer.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Screens;
import org.sscard.servicekit.browser.Visitor;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.Card;

/** Every page of the bureau beside its picture of {@code docs/screens}, free of barriers, complaints and sideways scrolling. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
@Timeout(300)
class BureauScreensTest {

    /** What a run draws anew: times, days, batches, sheets, approvals, rates. */
    static final String STEADY =
            "(() => { const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); const swaps = ["
                    + "[/\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d/g, '2026-11-22 10:00:00'],"
                    + "[/\\d{4}-\\d\\d-\\d\\d/g, '2026-11-22'], [/\\b\\d\\d-\\d\\d \\d\\d:\\d\\d/g, '11-22 10:00'],"
                    + "[/\\b\\d\\d-\\d\\d\\b/g, '11-22'], [/(211\\d\\d\\d)-[0-9A-F]{8}/g, '$1-00000000'],"
                    + "[/\\b[0-9a-f]{8}-[0-9a-f-]{27}\\b/g, '00000000-0000-0000-0000-000000000000'],"
                    + "[/\\bH[0-9A-F]{8}\\b/g, 'H00000000'], [/\\bA[0-9A-F]{14,}\\b/g, 'A0000000000000000'],"
                    + "[/每分钟 [\\d.]+ 张/g, '每分钟 9.9 张'], [/\\d+ (秒|分钟|小时|天)前|刚刚/g, '刚刚'],"
                    + "[/\\bissuer-[0-9a-f]{12}\\b/g, 'issuer-000000000000'], [/第 [\\d,]+ 版/g, '第 99 版']];"
                    + "while (walk.nextNode()) { for (const [a, b] of swaps) {"
                    + " walk.currentNode.data = walk.currentNode.data.replace(a, b); } } return true; })()";

    @TempDir
    Path directory;

    private final List<String> differences = new ArrayList<>();

    @Test
    void everyPage_looksAsItsPicture_andNothingStandsInTheWay() throws Exception {
        try (BureauHouse house = new BureauHouse(directory.resolve("data"));
                Browser browser = Browser.start()) {
            house.importRoster();
            house.scan();
            Batch first = house.batch(8);
            house.make(first, 8);
            Batch second = house.batch(20);
            house.make(second, 3);
            house.batch(30);
            inspected(house, browser, first);
            String sheet = sent(house, browser, first);
            List<Card> cards = received(house, browser, first, sheet);
            asOperator(house, browser, second);
            asCounter(house, browser, cards);
        }
        assertThat(differences).isEmpty();
    }

    private void inspected(BureauHouse house, Browser browser, Batch batch) throws IOException {
        Visitor inspector = new Visitor(browser);
        browser.open(house.link(Role.INSPECTOR, 0));
        look(browser, "overview-inspector");
        browser.open(house.at("/quality"));
        look(browser, "quality");
        browser.open(house.at("/quality/" + batch.getBatchId()));
        look(browser, "inspect");
        browser.follow(() -> browser.press("R"));
        look(browser, "inspect-refused");
        browser.follow(() -> browser.press("P"));
        browser.press("6");
        browser.follow(() -> browser.press("R"));
        while (browser.text("main").contains("不合格原因")) {
            inspector.press("P 合格");
        }
        look(browser, "inspected");
    }

    private String sent(BureauHouse house, Browser browser, Batch batch) throws IOException {
        Visitor operator = new Visitor(browser);
        browser.open(house.link(Role.OPERATOR, 0));
        look(browser, "overview-operator");
        browser.open(house.at("/stock/handovers/new?batch=" + batch.getBatchId()));
        look(browser, "handover-new");
        operator.fill("网点", "城关网点").press("生成交接单");
        look(browser, "handover-open");
        return browser.evaluate("location.pathname").asText();
    }

    private List<Card> received(BureauHouse house, Browser browser, Batch batch, String sheet) throws IOException {
        Visitor counter = new Visitor(browser);
        List<Card> there = house.look(batch).getCardsList().stream()
                .filter(card -> card.getState().equals("IN_TRANSIT"))
                .toList();
        browser.open(house.link(Role.COUNTER, 0));
        browser.open(house.at(sheet));
        counter.fill("清点到的张数", Integer.toString(there.size()))
                .fill("缺失的卡号", there.get(0).getCardNumber());
        counter.press("签收");
        look(browser, "handover-refused");
        counter.fill("清点到的张数", Integer.toString(there.size() - 1)).press("签收");
        look(browser, "handover-received");
        return there.subList(1, there.size());
    }

    private void asOperator(BureauHouse house, Browser browser, Batch running) throws IOException {
        Visitor operator = new Visitor(browser);
        browser.open(house.link(Role.OPERATOR, 0));
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("batches", "/batches");
        pages.put("batches-none", "/batches?stage=TORN");
        pages.put("batch", "/batches/" + running.getBatchId());
        pages.put("stock", "/stock");
        pages.put("stock-receive", "/stock/receive");
        pages.put("stock-books", "/stock/books");
        pages.put("handovers", "/stock/handovers");
        pages.put("blacklist", "/blacklist");
        pages.put("reports", "/reports");
        pages.put("reports-days", "/reports?by=DAY");
        for (Map.Entry<String, String> page : pages.entrySet()) {
            browser.open(house.at(page.getValue()));
            look(browser, page.getKey());
        }
        browser.open(house.at("/stock"));
        operator.fill("清点的空白卡张数", "1").press("日终");
        look(browser, "stock-variance");
        operator.fill("差异说明", "一张未登记的样卡在柜中找到").press("申请带差异日终");
        look(browser, "approval-variance");
        browser.open(house.link(Role.REVIEWER, 0));
        look(browser, "overview-reviewer");
        browser.open(house.at("/custody/approvals"));
        look(browser, "approvals");
    }

    private void asCounter(BureauHouse house, Browser browser, List<Card> cards) throws IOException {
        Visitor counter = new Visitor(browser);
        house.move(cards.get(0), "ISSUED", "ACTIVE");
        house.move(cards.get(1), "ISSUED", "ACTIVE");
        browser.open(house.link(Role.COUNTER, 0));
        browser.open(house.at("/counter"));
        look(browser, "counter");
        counter.fill("社会保障号码、卡号或姓名", "无此人").press("查询");
        look(browser, "counter-nobody");
        counter.fill("社会保障号码、卡号或姓名", "样本").press("查询");
        look(browser, "counter-many");
        counter.fill("社会保障号码、卡号或姓名", cards.get(0).getCardNumber()).press("查询");
        look(browser, "card");
        URI card = URI.create(browser.evaluate("location.href").asText());
        counter.press("临时挂失");
        look(browser, "card-act");
        counter.press("确认临时挂失");
        look(browser, "card-act-wrong");
        counter.choose("原因", "卡片遗失").tick("已核验").press("确认临时挂失");
        look(browser, "card-lost");
        wide(house, browser, card);
    }

    /** The two pages that are open all day, on a large screen and at 200 %. */
    private void wide(BureauHouse house, Browser browser, URI card) throws IOException {
        browser.size(1920, 1080);
        browser.open(card);
        look(browser, "card-1920");
        browser.open(house.at("/"));
        look(browser, "overview-1920");
        browser.size(683, 384);
        browser.open(card);
        look(browser, "card-200");
        browser.open(house.at("/"));
        look(browser, "overview-200");
        browser.size(1366, 768);
    }

    private void look(Browser browser, String name) throws IOException {
        browser.evaluate(STEADY);
        Files.write(Path.of("target", "bureau-" + name + ".png"), browser.picture());
        List<String> found = new ArrayList<>(browser.barriers());
        browser.complaints().stream()
                .filter(said -> !found.contains(said) && !differences.contains(said))
                .forEach(found::add);
        if (browser.scrollsSideways()) {
            found.add("scrolls sideways");
        }
        found.forEach(said -> differences.add(name + ": " + said));
        if (Screens.comparable()) {
            String differs = Screens.differences(browser, "bureau-" + name);
            if (!differs.isEmpty()) {
                differences.add(differs);
            }
        }
    }
}
