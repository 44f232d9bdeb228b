package org.sscard.servicekit.pages;

/** The four semantic colours, each with its icon; a word always stands beside them. */
public enum Tone {
    GOOD("ok", "✔"),
    WAITING("wait", "…"),
    WARNING("warn", "!"),
    BAD("bad", "✖"),
    NEUTRAL("plain", "");

    private final String css;
    private final String icon;

    Tone(String css, String icon) {
        this.css = css;
        this.icon = icon;
    }

    public String css() {
        return css;
    }

    public String icon() {
        return icon;
    }
}
