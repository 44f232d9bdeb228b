package org.sscard.launcher.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sscard.launcher.bench.BenchProcess;
import org.sscard.launcher.bench.BenchReport;
import org.sscard.launcher.bench.Benchmark;
import org.sscard.launcher.bench.Benchmarks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "bench",
        description = "基准测试：数值、同次测得的上限与比值 / a benchmark: figures, their limits of the same run, the ratios",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "read, derive, settle, audit")
    private String name;

    @Option(names = "--json", description = "以 JSON 输出 / as JSON")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        Clock clock = Clock.system(Region.TIME_ZONE);
        SecureRandom random = new SecureRandom();
        Benchmark benchmark = Benchmarks.find(name, clock, random)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "没有这个基准 / no such benchmark: " + name + "; "
                                + Benchmarks.all(clock, random).stream()
                                        .map(Benchmark::name)
                                        .collect(Collectors.joining(", "))));
        if (!BenchProcess.isThisOne()) {
            return BenchProcess.run(benchmark, sameCommand());
        }
        BenchReport report = BenchReport.of(benchmark);
        spec.commandLine().getOut().println(json ? report.json() : report.text());
        return ExitCode.DONE;
    }

    private List<String> sameCommand() {
        List<String> command = new ArrayList<>(List.of("bench", name));
        if (json) {
            command.add("--json");
        }
        return command;
    }
}
