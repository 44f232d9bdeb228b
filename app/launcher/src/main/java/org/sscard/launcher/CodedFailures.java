package org.sscard.launcher;

import java.io.PrintWriter;
import java.util.Set;
import org.sscard.launcher.cli.ExitCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A coded failure as every program of the project tells it: code, what happened, what to do. */
final class CodedFailures {

    /** Areas of the catalogue in which the machine, not the work, is at fault. */
    private static final Set<String> ENVIRONMENT_AREAS = Set.of("config", "server", "database");

    private CodedFailures() {}

    /** Prints the failure and answers the exit code. */
    static int print(CodedException failure, PrintWriter err) {
        err.println("sscard: " + failure.code() + " " + failure.zh() + " / " + failure.en());
        err.println("  处理：" + failure.remedyZh() + " / Remedy: " + failure.remedyEn());
        boolean environment = ENVIRONMENT_AREAS.contains(failure.entry().area())
                || failure.code().equals(ErrorCode.READER_SERVICE_DOWN);
        return environment ? ExitCode.ENVIRONMENT : ExitCode.FAILED;
    }
}
