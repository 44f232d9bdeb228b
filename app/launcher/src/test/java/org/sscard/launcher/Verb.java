package org.sscard.launcher;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A verb of the command line, run in this process: its exit code and all that it said. */
public record Verb(int exitCode, String out, String err) {

    public static Verb run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Verb(exitCode, out.toString(), err.toString());
    }
}
