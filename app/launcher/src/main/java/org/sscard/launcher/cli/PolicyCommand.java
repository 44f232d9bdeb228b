package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.sscard.insurance.policy.EmployeeRules;
import org.sscard.insurance.policy.Policy;
import org.sscard.insurance.policy.PolicyHeader;
import org.sscard.insurance.policy.cases.CaseReport;
import org.sscard.insurance.policy.cases.PolicyCases;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
    int verify(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--policy",
                            paramLabel = "YAML",
                            description = "用这份政策而非内置政策 / this policy instead of the built-in one")
                    List<Path> policies) {
        Policy residents = Policy.liaoyang102();
        EmployeeRules employees = EmployeeRules.sample();
        for (Path policy : policies == null ? List.<Path>of() : policies) {
            byte[] yaml = InputFile.bytes(policy);
            if (PolicyHeader.scheme(yaml).equals("EMPLOYEE")) {
                employees = EmployeeRules.parse(yaml);
            } else {
                residents = Policy.parse(yaml);
            }
        }
        CaseReport report = PolicyCases.verify(InputFile.existing(file), residents, employees);
        PrintWriter out = spec.commandLine().getOut();
        report.failures().forEach(out::println);
        out.println(report.summary());
        return report.failed() == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }
}
