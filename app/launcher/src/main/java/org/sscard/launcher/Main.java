package org.sscard.launcher;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.sscard.launcher.cli.ExitCode;
import org.sscard.launcher.cli.SscardCommand;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The Java side of {@code ./sscard}: one verb, one exit code, no stack trace in the user's face. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one verb and answers its exit code. */
    static int run(String... args) {
        return run(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                args);
    }

    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine commands = new CommandLine(new SscardCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::explainUsage)
                .setExecutionExceptionHandler(
                        (failure, command, parsed) -> Failures.explain(failure, command.getErr()));
        return commands.execute(args);
    }

    private static int explainUsage(ParameterException failure, String... args) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        if (failure instanceof UnmatchedArgumentException unmatched) {
            err.println("sscard: 不认识 / unknown: " + String.join(" ", unmatched.getUnmatched()));
            UnmatchedArgumentException.printSuggestions(failure, err);
        } else {
            err.println("sscard: " + failure.getMessage());
        }
        err.println("  可用命令 / what can be asked: ./sscard " + nameWithinSscard(command) + "--help");
        return ExitCode.USAGE;
    }

    private static String nameWithinSscard(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName();
        return name.startsWith("sscard ") ? name.substring("sscard ".length()) + " " : "";
    }
}
