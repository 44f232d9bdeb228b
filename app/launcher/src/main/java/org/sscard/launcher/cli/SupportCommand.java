package org.sscard.launcher.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.check.AgentInquiry;
import org.sscard.terminal.check.SupportBundle;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "support",
        description = "打包终端代理的诊断资料，不含个人信息 / what support needs of the terminal agent, without personal data",
        mixinStandardHelpOptions = true)
final class SupportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentAddress agent;

    @Option(names = "--config", paramLabel = "FILE", description = "终端代理的配置 / the agent's configuration")
    private @Nullable Path config;

    @Option(names = "--log", paramLabel = "FILE", description = "日志文件，默认取 systemd 日志 / log, by default systemd's")
    private @Nullable Path log;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            defaultValue = "sscard-support.zip",
            description = "输出文件 / where the bundle goes")
    private Path output;

    @Override
    public Integer call() {
        SupportBundle bundle = new SupportBundle(new AgentInquiry(agent.url(), Path.of("/")))
                .versions(Optional.ofNullable(SupportCommand.class.getPackage().getImplementationVersion())
                        .orElse(""))
                .checks()
                .log(log == null ? journal() : lines(log));
        if (config != null) {
            bundle.configuration(config);
        }
        bundle.write(output);
        spec.commandLine().getOut().println(output.toAbsolutePath());
        return ExitCode.DONE;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file);
        }
    }

    /** Empty where there is no systemd. */
    private static List<String> journal() {
        try {
            Process journal = new ProcessBuilder(
                            "journalctl", "--unit=sscard-agent", "--lines=5000", "--no-pager", "--output=short-iso")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(journal.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
