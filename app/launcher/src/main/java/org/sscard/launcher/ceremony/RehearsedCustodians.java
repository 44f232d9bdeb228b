package org.sscard.launcher.ceremony;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.keys.custody.Custodian;

/**
 * Made-up custodians for a rehearsal: their papers are arrays, and what they see or type is never printed, because the
 * output of a rehearsal may go into a file. {@link #close} burns the papers.
 */
public final class RehearsedCustodians implements CustodyConsole, AutoCloseable {

    public static final List<String> NAMES = List.of("演练保管人甲", "演练保管人乙", "演练保管人丙", "演练保管人丁", "演练保管人戊");

    private final PrintWriter out;
    private final Map<Custodian, char[]> papers = new HashMap<>();

    public RehearsedCustodians(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void show(Custodian custodian, char[] share) {
        papers.put(custodian, share.clone());
        out.println("  " + custodian.name() + "：份额已抄录，屏上不印 / share written down, not printed");
    }

    @Override
    public char[] enter(Custodian custodian) {
        return papers.getOrDefault(custodian, new char[0]).clone();
    }

    /** The last come first: not the ones whose shares a ceremony needs anyway. */
    @Override
    public Custodian next(List<Custodian> notYet) {
        return notYet.get(notYet.size() - 1);
    }

    @Override
    public void close() {
        papers.values().forEach(paper -> Arrays.fill(paper, '\0'));
        papers.clear();
    }
}
