package org.sscard.servicekit.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.sscard.servicekit.browser.Browser;
import org.sscard.servicekit.browser.Screens;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;

/** Every component in a real browser. */
@EnabledIf("org.sscard.servicekit.browser.Browser#installed")
class GalleryTest {

    private static ServiceServer server;
    private static Browser browser;

    @BeforeAll
    static void start() {
        server = ServiceServer.builder(new ServerConfig("127.0.0.1", 0, List.of(), null))
                .dev()
                .pages()
                .start();
        browser = Browser.start();
    }

    @AfterAll
    static void stop() {
        browser.close();
        server.close();
    }

    @Test
    void theGallery_isFreeOfBarriers_complaintsAndSidewaysScrolling() throws Exception {
        for (int[] size : new int[][] {{1366, 768}, {1920, 1080}, {1080, 1920}, {683, 384}}) {
            browser.size(size[0], size[1]);
            browser.open(server.url().resolve("/dev/gallery"));
            assertThat(browser.scrollsSideways()).as("width " + size[0]).isFalse();
            Files.write(Path.of("target", "gallery-" + size[0] + ".png"), browser.picture());
        }
        browser.size(1366, 768);
        browser.open(server.url().resolve("/dev/gallery"));
        assertThat(browser.barriers()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** How to renew the pictures: see {@link Screens}. */
    @Test
    void theGallery_looksAsItsPictures() {
        assumeTrue(Screens.comparable(), "other fonts or another Chromium than the pictures were taken with");
        List<String> differences = new ArrayList<>();
        // 683 pixels are 1366 at 200 %
        for (int[] size : new int[][] {{1366, 768}, {1920, 1080}, {1080, 1920}, {683, 384}}) {
            browser.size(size[0], size[1]);
            browser.open(server.url().resolve("/dev/gallery"));
            String found = Screens.differences(browser, "gallery-" + size[0]);
            if (!found.isEmpty()) {
                differences.add(found);
            }
        }
        browser.size(1366, 768);
        assertThat(differences).isEmpty();
    }

    @Test
    void elderMode_enlargesEverything_andComesBackToThePage() {
        browser.open(server.url().resolve("/dev/gallery"));
        int normal = size();
        browser.follow(() -> browser.click(".reader button"));

        assertThat(browser.evaluate("location.pathname").asText()).isEqualTo("/dev/gallery");
        assertThat(size() * 100 / normal).isBetween(130, 136);
        assertThat(browser.scrollsSideways()).isFalse();
        assertThat(browser.barriers()).isEmpty();
        browser.follow(() -> browser.click(".reader button"));
        assertThat(size()).isEqualTo(normal);
    }

    @Test
    void theKeyboard_opensHelp_findsTheSearch_andShowsItsFocus() {
        browser.open(server.url().resolve("/dev/gallery"));
        browser.press("?");
        assertThat(browser.evaluate("document.getElementById('keys').open").asBoolean())
                .isTrue();
        browser.press("Escape");
        assertThat(browser.evaluate("document.getElementById('keys').open").asBoolean())
                .isFalse();
        browser.press("F2");
        assertThat(browser.evaluate("document.activeElement.id").asText()).isEqualTo("q");
        assertThat(browser.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                        .asText())
                .isEqualTo("solid");
    }

    private static int size() {
        return browser.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
                .asInt();
    }
}
