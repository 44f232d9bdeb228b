package org.sscard.launcher.cli;

import java.nio.file.Path;
import org.sscard.audit.AuditVerification;
import org.sscard.audit.AuditVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "audit", description = "审计日志 / audit logs", mixinStandardHelpOptions = true)
final class AuditCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "verify",
            description = "检查审计日志，指出第一条坏记录 / checks a log and names its first bad record",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "FILE") Path file) {
        AuditVerification verification = AuditVerifier.verify(InputFile.existing(file));
        spec.commandLine().getOut().println(verification.summary());
        return verification.isIntact() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
