package org.sscard.launcher.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All verbs of {@code ./sscard}. {@code test} is answered by the script itself, before anything is built. */
@Command(
        name = "sscard",
        description = "社会保障卡：发卡、读卡、结算 / the social-security card stack: issuing, terminals, settlement",
        mixinStandardHelpOptions = true,
        version = "sscard 0.1.0",
        subcommands = {
            AgentCommand.class,
            AuditCommand.class,
            BackupCommand.class,
            BatchCommand.class,
            BenchCommand.class,
            BlacklistCommand.class,
            BrowserPolicyCommand.class,
            CardCommand.class,
            CertificateCommand.class,
            CosCommand.class,
            CustodyCommand.class,
            DemoCommand.class,
            DoctorCommand.class,
            ErrorsCommand.class,
            FaceCommand.class,
            HandoverCommand.class,
            HolderCommand.class,
            InsuranceCommand.class,
            IssuerCommand.class,
            KeysCommand.class,
            PathCommand.class,
            PolicyCommand.class,
            ProduceCommand.class,
            PsamCommand.class,
            RegistryCommand.class,
            RosterCommand.class,
            PhotoCommand.class,
            RestoreCommand.class,
            StockCommand.class,
            SupportCommand.class,
            TraceCommand.class,
            UpgradeCommand.class,
            VectorsCommand.class,
            WorkflowCommand.class
        })
public final class SscardCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "缺少命令 / a verb is missing, for example: ./sscard demo --once");
    }
}
