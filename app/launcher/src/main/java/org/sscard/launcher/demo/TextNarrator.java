package org.sscard.launcher.demo;

import java.io.PrintWriter;
import java.time.Duration;

/** For a person at a terminal. */
final class TextNarrator implements Narrator {
    private final PrintWriter out;
    private int steps;

    TextNarrator(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void step(String zh, String en) {
        steps++;
        out.println();
        out.println("【" + steps + "】" + zh + "  " + en);
        out.flush();
    }

    @Override
    public void fact(String zh, String en, String value) {
        out.println("    " + zh + " " + en + "：" + value);
        out.flush();
    }

    @Override
    public void reason(String article, String zh, String en) {
        out.println("    · " + zh + (article.isEmpty() ? "" : "（第 " + article + " 条）"));
        out.println("      " + en + (article.isEmpty() ? "" : " (art. " + article + ")"));
        out.flush();
    }

    @Override
    public void finish(Duration whole) {
        out.println();
        out.println("完成，用时 " + whole.toSeconds() + " 秒 / done in " + whole.toSeconds() + " s");
        out.flush();
    }
}
