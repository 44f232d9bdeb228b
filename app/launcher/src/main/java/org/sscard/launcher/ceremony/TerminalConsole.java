package org.sscard.launcher.ceremony;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.custody.Custodian;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A real terminal: nothing that is secret is echoed, and what was shown is wiped from screen and scroll-back. */
public final class TerminalConsole implements CustodyConsole {

    /** Home, clear the screen, clear what was scrolled away (ECMA-48 ED, xterm's 3). */
    private static final String WIPE = "\033[H\033[2J\033[3J";

    private static final int CHARS_PER_LINE = 35;
    private static final int FEWEST_PASSPHRASE_CHARS = 12;

    private final Console console;
    private final PrintWriter out;

    private TerminalConsole(Console console) {
        this.console = console;
        this.out = console.writer();
    }

    /** @throws CodedException CEREMONY_TERMINAL_ABSENT when input or output is a file or pipe */
    // From JDK 22 on the default console exists without a terminal too; the one of java.base does not.
    @SuppressWarnings("SystemConsoleNull")
    public static TerminalConsole open() {
        System.setProperty("jdk.console", "java.base");
        Console console = System.console();
        if (console == null) {
            throw new CodedException(ErrorCode.CEREMONY_TERMINAL_ABSENT);
        }
        return new TerminalConsole(console);
    }

    @Override
    public void say(String line) {
        out.println(line);
        out.flush();
    }

    @Override
    public void show(Custodian custodian, char[] share) {
        say(custodian + "：请单独到屏幕前，其他人回避，然后按回车 / come alone, the others turn away, then press Enter");
        console.readLine();
        for (int at = 0; at < share.length; at += CHARS_PER_LINE) {
            out.write("    ");
            out.write(share, at, Math.min(CHARS_PER_LINE, share.length - at));
            out.println();
        }
        say("抄在纸上并核对，然后按回车清屏 / write it down and compare it, then press Enter to clear");
        console.readLine();
        out.print(WIPE);
        out.flush();
    }

    @Override
    public char[] enter(Custodian custodian) {
        return secret(custodian + "：请输入份额（不显示） / enter your share (not shown): ");
    }

    @Override
    public Custodian next(List<Custodian> notYet) {
        while (true) {
            say("在场的保管人 / custodians: " + notYet);
            String number = ask("编号 / number: ");
            for (Custodian custodian : notYet) {
                if (Integer.toString(custodian.number()).equals(number)) {
                    return custodian;
                }
            }
        }
    }

    public String ask(String question) {
        return requireInput(console.readLine("%s", question)).strip();
    }

    public char[] secret(String question) {
        return requireInput(console.readPassword("%s", question));
    }

    /** A new passphrase, entered twice. */
    public char[] newPassphrase() {
        while (true) {
            char[] first = secret("密钥库口令，至少 12 个字符（不显示） / passphrase of the vault, 12 characters or more: ");
            char[] second = secret("再输入一次 / once more: ");
            boolean same = Arrays.equals(first, second);
            Arrays.fill(second, '\0');
            if (same && first.length >= FEWEST_PASSPHRASE_CHARS) {
                return first;
            }
            Arrays.fill(first, '\0');
            say("两次不同或太短 / they differ, or it is too short");
        }
    }

    /** The terminal was closed: nobody is there to go on with. */
    private static <T> T requireInput(@Nullable T input) {
        if (input == null) {
            throw new CodedException(ErrorCode.CEREMONY_TERMINAL_ABSENT);
        }
        return input;
    }
}
