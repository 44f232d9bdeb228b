package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.sscard.launcher.demo.DemoRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "从名册到卡片、从账单到账本 / from a roster to a card, from a bill to the ledger",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--once", description = "讲完即结束 / end after the story")
    private boolean once;

    @Option(names = "--json", description = "以 JSON 输出 / as JSON")
    private boolean json;

    @Option(names = "--pcsc", description = "经 pcscd 与 vpcd / through pcscd and vpcd")
    private boolean pcsc;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        String home = System.getenv("SSCARD_HOME");
        Path directory = Path.of(home == null ? "" : home, ".sscard", "demo").toAbsolutePath();
        try (DemoRun run = DemoRun.begin(directory, pcsc, json, Clock.system(Region.TIME_ZONE), out)) {
            run.play();
            if (!once) {
                run.stayUp();
            }
        }
        return ExitCode.DONE;
    }
}
