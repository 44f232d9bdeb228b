package org.sscard.servicekit.browser;

import java.nio.file.Path;

/**
 * Somebody at a browser who finds what she needs by what it is called, and whose actions are counted: each link or button
 * that is pressed, each field that is filled in, each choice.
 */
public final class Visitor {

    /** What is visible of an element without the English beside it. */
    private static final String TEXT =
            "const said = e => { const c = e.cloneNode(true); c.querySelectorAll('.en, [lang=en]').forEach(x => x.remove());"
                    + " return c.textContent.replace(/\\s+/g, ' ').trim(); };"
                    + "const seen = e => e.offsetParent !== null || e.getClientRects().length > 0;";

    private final Browser browser;
    private int actions;

    public Visitor(Browser browser) {
        this.browser = browser;
    }

    /** Actions since the last time that they were counted anew. */
    public int actions() {
        return actions;
    }

    public Visitor countAnew() {
        actions = 0;
        return this;
    }

    /** Presses the link or button of this name, which leads to another page. */
    public Visitor press(String name) {
        actions++;
        browser.follow(() -> browser.evaluate("(() => {" + TEXT
                + "const all = [...document.querySelectorAll('main a, main button, nav a, header a')].filter(seen);"
                + "const found = all.find(e => said(e) === " + Browser.quoted(name) + ")"
                + " || all.find(e => said(e).startsWith(" + Browser.quoted(name) + "));"
                + "if (!found) { throw new Error('nothing is called ' + " + Browser.quoted(name)
                + " + ' at ' + location.href + ': ' + all.map(said).join(' | ')); } found.click(); })()"));
        return this;
    }

    /** Fills in the field with this label. */
    public Visitor fill(String label, String text) {
        actions++;
        browser.evaluate(field(label) + "found.focus(); found.value = " + Browser.quoted(text)
                + "; found.dispatchEvent(new Event('input', {bubbles: true}));"
                + " found.dispatchEvent(new Event('change', {bubbles: true})); })()");
        return this;
    }

    /** Chooses from a list by what the option says. */
    public Visitor choose(String label, String option) {
        actions++;
        browser.evaluate(field(label) + "const o = [...found.options].find(x => x.text.includes("
                + Browser.quoted(option) + ")); if (!o) { throw new Error('no option'); } found.value = o.value; })()");
        return this;
    }

    public Visitor tick(String label) {
        actions++;
        browser.evaluate(field(label) + "found.click(); })()");
        return this;
    }

    public Visitor choose(String label, Path file) {
        actions++;
        String id = browser.evaluate(field(label) + "return found.id; })()").asText();
        browser.choose("#" + id, file);
        return this;
    }

    /** What the page says. */
    public String reads() {
        return browser.text("main");
    }

    private static String field(String label) {
        return "(() => {" + TEXT
                + "const labels = [...document.querySelectorAll('label, [aria-label]')].filter(seen);"
                + "const name = e => e.tagName === 'LABEL' ? said(e) : e.getAttribute('aria-label');"
                + "const at = labels.find(e => name(e) === " + Browser.quoted(label) + ")"
                + " || labels.find(e => name(e).startsWith(" + Browser.quoted(label) + "));"
                + "if (!at) { throw new Error('no field ' + " + Browser.quoted(label) + "); }"
                + "const found = at.tagName === 'LABEL' ? document.getElementById(at.htmlFor) : at;";
    }
}
