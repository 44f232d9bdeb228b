package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.StatusMeaning;
import org.sscard.wire.error.ErrorCatalogue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "errors",
        description = "错误码或卡片状态字的含义与处理 / meaning and remedy of a code or a status word",
        mixinStandardHelpOptions = true)
final class ErrorsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "CODE", description = "例如 / for example PIN_WRONG, 63C2")
    private String code;

    @Override
    public Integer call() {
        String wanted = code.strip().toUpperCase(Locale.ROOT);
        Optional<ErrorCatalogue.Entry> entry = ErrorCatalogue.find(wanted);
        if (entry.isPresent()) {
            print(entry.get());
            return ExitCode.DONE;
        }
        if (wanted.matches("[0-9A-F]{4}") && print(StatusWord.of(Integer.parseInt(wanted, 16)))) {
            return ExitCode.DONE;
        }
        spec.commandLine().getErr().println("sscard: 没有这个错误码 / no such code: " + code);
        return ExitCode.FAILED;
    }

    private void print(ErrorCatalogue.Entry entry) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(entry.code() + "  " + entry.zh());
        out.println("  " + entry.en());
        out.println("  处理：" + entry.remedyZh());
        out.println("  Remedy: " + entry.remedyEn());
        out.println(
                "  谁处理 / who acts: " + entry.actor() + "，可重试 / retryable: " + (entry.retryable() ? "是 yes" : "否 no"));
    }

    /** The general meaning first, then each command that gives the word a meaning of its own. */
    private boolean print(StatusWord status) {
        PrintWriter out = spec.commandLine().getOut();
        StatusMeaning general = CardCommand.generalMeaningOf(status);
        List<CardCommand> own = Arrays.stream(CardCommand.values())
                .filter(command -> command.meaningOf(status).source() == StatusMeaning.Source.COMMAND)
                .toList();
        if (!general.isKnown() && own.isEmpty()) {
            return false;
        }
        out.println(status + "  " + general.zh() + " / " + general.en());
        for (CardCommand command : own) {
            StatusMeaning meaning = command.meaningOf(status);
            out.println("  " + command.scope() + " " + command.title() + "：" + meaning.zh() + " / " + meaning.en());
        }
        return true;
    }
}
