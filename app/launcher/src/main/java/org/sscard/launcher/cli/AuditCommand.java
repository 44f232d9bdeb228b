package org.sscard.launcher.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditDigest;
import org.sscard.audit.AuditVerification;
import org.sscard.audit.AuditVerifier;
import org.sscard.audit.Checkpoint;
import org.sscard.audit.CheckpointKeeper;
import org.sscard.audit.Ed25519Checkpoints;
import org.sscard.keys.crypto.Sm3Chain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
    int verify(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(
                            names = "--checkpoint",
                            paramLabel = "FILE",
                            description = "另存的检查点，可发现截尾 / kept elsewhere: finds a cut tail")
                    @Nullable
                    Path checkpoint,
            @Option(names = "--public-key", paramLabel = "PEM", description = "检查点的公钥 / public key of the checkpoint")
                    @Nullable
                    Path publicKey) {
        if ((checkpoint == null) != (publicKey == null)) {
            throw new ParameterException(spec.commandLine(), "--checkpoint, --public-key");
        }
        Path log = InputFile.existing(file);
        AuditDigest digest =
                AuditVerifier.algorithmOf(log).equals(Sm3Chain.digest().algorithm())
                        ? Sm3Chain.digest()
                        : AuditDigest.sha256();
        AuditVerification verification = checkpoint == null || publicKey == null
                ? AuditVerifier.verify(log, digest)
                : AuditVerifier.verify(
                        log,
                        digest,
                        Checkpoint.parse(new String(InputFile.bytes(checkpoint), StandardCharsets.UTF_8)),
                        Ed25519Checkpoints.verifier(CheckpointKeeper.publicKey(InputFile.existing(publicKey))));
        spec.commandLine().getOut().println(verification.summary());
        return verification.isIntact() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
