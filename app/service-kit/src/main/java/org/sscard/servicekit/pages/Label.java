package org.sscard.servicekit.pages;

/** What a thing is called: Chinese first, English beside it. {@code en} may be empty. */
public record Label(String zh, String en) {

    public static Label of(String zh, String en) {
        return new Label(zh, en);
    }

    public static Label of(String zh) {
        return new Label(zh, "");
    }
}
