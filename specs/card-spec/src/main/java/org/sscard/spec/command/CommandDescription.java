package org.sscard.spec.command;

import java.util.List;
import java.util.Optional;
import org.sscard.spec.layout.Confidence;
import org.sscard.spec.layout.Wording;

/**
 * A row of the command table (§6, §7.1). Parameter fields are the words of the table, for people; {@link CardCommand}
 * and the factories are for programs.
 *
 * @param cla class bytes that the command takes, the usual one first
 */
public record CommandDescription(
        String name,
        CommandScope scope,
        List<Integer> cla,
        int ins,
        String p1,
        String p2,
        String lc,
        String data,
        String le,
        Optional<Wording> notes,
        RetryRule retry,
        String paragraph,
        Confidence confidence,
        List<StatusRow> status) {

    public CommandDescription {
        cla = List.copyOf(cla);
        status = List.copyOf(status);
    }

    /**
     * One status word of the command.
     *
     * @param pattern four hex digits, or {@code 61xx}, {@code 6Cxx}, {@code 63Cx}
     * @param zh text with {@code {n}} for the count that the word carries
     */
    public record StatusRow(String pattern, String zh, String en) {}
}
