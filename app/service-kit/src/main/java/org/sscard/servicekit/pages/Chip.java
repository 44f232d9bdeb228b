package org.sscard.servicekit.pages;

/** A state in one word, e.g. 正常. */
public record Chip(Tone tone, String word) {

    public static Chip good(String word) {
        return new Chip(Tone.GOOD, word);
    }

    public static Chip bad(String word) {
        return new Chip(Tone.BAD, word);
    }

    /** 正常 or 不可用. */
    public static Chip upOrDown(boolean up) {
        return up ? good("正常") : bad("不可用");
    }
}
