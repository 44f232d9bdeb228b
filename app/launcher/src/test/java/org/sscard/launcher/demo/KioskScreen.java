package org.sscard.launcher.demo;

import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import org.sscard.servicekit.browser.Browser;

/** Somebody at the kiosk's screen, who reads what stands there and presses what he sees. */
final class KioskScreen implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final Browser browser = Browser.start();
    private int presses;

    KioskScreen(URI agent) {
        browser.size(1080, 1920);
        browser.open(agent.resolve("/kiosk"));
    }

    /** Until this stands in the title. */
    KioskScreen reads(String title) {
        await("for " + title)
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(
                        () -> browser.evaluate(
                                        "document.readyState === 'complete' && (document.querySelector('h1') || {}).innerText || ''")
                                .asText(),
                        shown -> shown.contains(title));
        return this;
    }

    /** A tile or a button by what stands on it. */
    KioskScreen presses(String words) {
        await("for the button " + words)
                .atMost(PATIENCE)
                .pollInterval(LOOK)
                .until(() -> browser.evaluate(
                                "(b => { if (b) { b.click(); } return !!b; })([...document.querySelectorAll('button')]"
                                        + ".find(b => b.innerText.split(/\\s/).includes('" + words + "')))")
                        .asBoolean());
        presses++;
        return this;
    }

    /** The PIN, when the pad asks for it. */
    KioskScreen types(String title, String digits) {
        reads(title);
        for (int at = 0; at < digits.length(); at++) {
            presses(digits.substring(at, at + 1));
            int typed = at + 1;
            await().atMost(PATIENCE)
                    .pollInterval(LOOK)
                    .until(() -> browser.evaluate(
                                            "document.querySelector('.entry').textContent.replace(/[ _\\u00a0]/g, '').length")
                                    .asInt()
                            == typed);
        }
        return presses("确认");
    }

    String text() {
        return browser.text("main");
    }

    String everything() {
        return browser.evaluate("document.documentElement.outerHTML").asText();
    }

    /** How often something was pressed. */
    int presses() {
        return presses;
    }

    @Override
    public void close() {
        browser.close();
    }
}
