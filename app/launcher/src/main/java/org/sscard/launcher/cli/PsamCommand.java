package org.sscard.launcher.cli;

import org.sscard.spec.trace.TraceRole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(name = "psam", description = "PSAM 卡 / PSAM cards", mixinStandardHelpOptions = true)
final class PsamCommand {

    @Command(
            name = "serve",
            description = "在 pcscd 的 vpcd 读卡器中放一张虚拟 PSAM / a virtual PSAM in a vpcd reader of pcscd",
            mixinStandardHelpOptions = true)
    int serve(@Mixin ServeOptions options) throws InterruptedException {
        return options.serve(TraceRole.PSAM, false);
    }
}
