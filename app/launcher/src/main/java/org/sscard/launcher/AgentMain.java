package org.sscard.launcher;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.slf4j.LoggerFactory;
import org.sscard.launcher.cli.AgentProgram;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine;

/** The program of the agent's package, which has neither issuer nor keys nor virtual cards beside it. */
public final class AgentMain {

    private AgentMain() {}

    public static void main(String[] args) {
        System.exit(AgentProgram.commands()
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
                .execute(args));
    }

    private static int explain(Exception failure, CommandLine command) {
        if (failure instanceof CodedException coded) {
            return CodedFailures.print(coded, command.getErr());
        }
        LoggerFactory.getLogger(AgentMain.class).error("Unexpected failure", failure);
        return CodedFailures.print(new CodedException(failure, ErrorCode.SERVER_INTERNAL, "–"), command.getErr());
    }
}
