package org.sscard.launcher.cli;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sscard.launcher.card.PsamIssuingStation;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.trace.TraceRole;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.ListPsamsRequest;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.PsamState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "psam", description = "PSAM 卡 / PSAM cards", mixinStandardHelpOptions = true)
final class PsamCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "serve",
            description = "在 pcscd 的 vpcd 读卡器中放一张虚拟 PSAM / a virtual PSAM in a vpcd reader of pcscd",
            mixinStandardHelpOptions = true)
    int serve(@Mixin ServeOptions options) throws InterruptedException {
        return options.serve(TraceRole.PSAM, false);
    }

    @Command(name = "list", description = "PSAM 台账 / the inventory of PSAMs", mixinStandardHelpOptions = true)
    int list(@Mixin IssuerConnection to, @Option(names = "--find", defaultValue = "") String text) {
        CustodyCommand.asked(
                        to,
                        custody -> custody.listPsams(
                                ListPsamsRequest.newBuilder().setText(text).build()))
                .getPsamsList()
                .forEach(this::show);
        return ExitCode.DONE;
    }

    @Command(
            name = "issue",
            description = "把已复核的密钥写入 PSAM / writes the approved keys into a PSAM",
            mixinStandardHelpOptions = true)
    int issue(
            @Mixin IssuerConnection to,
            @Parameters(paramLabel = "APPROVAL", description = "PSAM_ISSUE 的复核申请号 / its approval") String approval,
            @Option(
                            names = "--set",
                            paramLabel = "NAME=VALUE",
                            required = true,
                            description = "与申请一字不差 / as it was asked")
                    Map<String, String> arguments,
            @Option(names = "--reader", paramLabel = "NAME", description = "PC/SC 读卡器 / reader") @Nullable
                    String reader,
            @Option(names = "--image", paramLabel = "FILE", description = "空白的虚拟 PSAM / a blank virtual PSAM") @Nullable
                    Path image,
            @Option(names = "--out", paramLabel = "FILE", description = "写好的虚拟 PSAM / the issued virtual PSAM")
                    @Nullable
                    Path issued) {
        PerformRequest approved = PerformRequest.newBuilder()
                .setApprovalId(approval)
                .setAction(CustodyAction.newBuilder().setVerb("PSAM_ISSUE").putAllArguments(arguments))
                .build();
        if ((image == null) != (issued == null)) {
            throw new ParameterException(spec.commandLine(), "--image, --out");
        }
        try (RpcConnection issuer = to.open()) {
            show(
                    image == null || issued == null
                            ? PsamIssuingStation.inReader(reader, issuer, approved)
                            : PsamIssuingStation.virtual(image, issued, issuer, approved));
        }
        return ExitCode.DONE;
    }

    private void show(PsamState psam) {
        spec.commandLine()
                .getOut()
                .printf(
                        "%s %s level %d %s %s %s %s, %d keys%n",
                        psam.getSerial(),
                        psam.getTerminal(),
                        psam.getLevel(),
                        psam.getRegion(),
                        psam.getAlgorithm(),
                        psam.getPurpose(),
                        psam.getState(),
                        psam.getKeys());
    }
}
