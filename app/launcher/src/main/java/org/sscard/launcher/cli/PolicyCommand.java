package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.sscard.insurance.policy.cases.CaseReport;
import org.sscard.insurance.policy.cases.PolicyCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "policy",
        description = "医保政策 / insurance policy",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "verify")
final class PolicyCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "verify",
            description = "按政策重算文件中的每个案例 / recomputes every case of a file",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "FILE") Path file) {
        CaseReport report = PolicyCases.verify(InputFile.existing(file));
        PrintWriter out = spec.commandLine().getOut();
        report.failures().forEach(out::println);
        out.println(report.summary());
        return report.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
