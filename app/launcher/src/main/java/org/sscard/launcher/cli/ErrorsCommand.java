package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.sscard.wire.error.ErrorCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "errors", description = "错误码的含义与处理 / meaning and remedy of a code", mixinStandardHelpOptions = true)
final class ErrorsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CODE", description = "例如 / for example PIN_WRONG")
    private String code;

    @Override
    public Integer call() {
        String wanted = code.strip().toUpperCase(Locale.ROOT);
        PrintWriter out = spec.commandLine().getOut();
        return ErrorCatalogue.find(wanted)
                .map(entry -> {
                    out.println(entry.code() + "  " + entry.zh());
                    out.println("  " + entry.en());
                    out.println("  处理：" + entry.remedyZh());
                    out.println("  Remedy: " + entry.remedyEn());
                    out.println("  谁处理 / who acts: " + entry.actor() + "，可重试 / retryable: "
                            + (entry.retryable() ? "是 yes" : "否 no"));
                    return ExitCode.DONE;
                })
                .orElseGet(() -> {
                    spec.commandLine().getErr().println("sscard: 没有这个错误码 / no such code: " + code);
                    return ExitCode.FAILED;
                });
    }
}
