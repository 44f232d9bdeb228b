package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.crypto.CheckedRandom;
import org.sscard.keys.custody.CeremonyPlan;
import org.sscard.keys.vault.KeyVault;
import org.sscard.launcher.ceremony.CeremonyDialogue;
import org.sscard.launcher.ceremony.CeremonyFolder;
import org.sscard.launcher.ceremony.CeremonyRehearsal;
import org.sscard.launcher.ceremony.RehearsedCustodians;
import org.sscard.launcher.ceremony.TerminalConsole;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        description = "密钥与保管 / keys and custody",
        subcommands = {KeysVaultCommands.List.class, KeysVaultCommands.Status.class, KeysVaultCommands.Rotate.class},
        mixinStandardHelpOptions = true)
final class KeysCommand {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

    private final Clock clock = Clock.system(Region.TIME_ZONE);
    private final SecureRandom random = new CheckedRandom(new SecureRandom());

    @Spec
    private CommandSpec spec;

    @Command(
            name = "ceremony",
            description = "主持密钥仪式：逐人抄录、输入份额，生成根密钥 / leads custodians through a ceremony",
            mixinStandardHelpOptions = true)
    int ceremony(
            @Option(names = "--rehearse", description = "演练：虚构的保管人，测试密钥，含恢复 / a rehearsal with restore")
                    boolean rehearse,
            @Mixin VaultOptions options,
            @Option(names = "--custodians", defaultValue = "5", paramLabel = "N", description = "保管人数 / custodians")
                    int custodians,
            @Option(names = "--threshold", defaultValue = "3", paramLabel = "M", description = "恢复所需份数 / shares needed")
                    int threshold,
            @Option(names = "--vault", paramLabel = "FILE", description = "新密钥库，默认在 --out 中 / the new vault") @Nullable
                    Path vault,
            @Option(names = "--out", paramLabel = "DIR", description = "记录、备份与过程日志，空目录 / an empty folder") @Nullable
                    Path out) {
        if (rehearse) {
            return rehearse(folder(out, "rehearsal"));
        }
        if (threshold < 2 || threshold > custodians || custodians > 16) {
            throw new ParameterException(spec.commandLine(), "2 ≤ M ≤ N ≤ 16: --threshold, --custodians");
        }
        TerminalConsole console = TerminalConsole.open();
        Path folder = folder(out, "ceremony");
        List<String> names = new ArrayList<>();
        for (int number = 1; number <= custodians; number++) {
            names.add(console.ask("保管人 " + number + " 的姓名 / name of custodian " + number + ": "));
        }
        CeremonyPlan plan = CeremonyPlan.of(options.environment(), threshold, names, random);
        CeremonyFolder kept = CeremonyFolder.make(folder, Region.TIME_ZONE);
        Path file = vault == null ? folder.resolve("keys.vault") : vault;
        boolean held = false;
        try (KeyVault opened = options.create(file, plan.environment(), clock, random)) {
            new CeremonyDialogue(console, clock, random).hold(plan, opened, kept);
            held = true;
        } finally {
            if (!held) {
                options.discardEmpty(file);
            }
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "restore",
            description = "由份额和备份恢复根密钥到新密钥库 / restores the roots into a new vault",
            mixinStandardHelpOptions = true)
    int restore(
            @Mixin VaultOptions options,
            @Option(names = "--backup", required = true, paramLabel = "FILE", description = "仪式的备份 / of a ceremony")
                    Path backup,
            @Option(names = "--vault", required = true, paramLabel = "FILE", description = "新密钥库 / the new vault")
                    Path vault,
            @Option(names = "--transcript", paramLabel = "FILE", description = "过程日志 / where the transcript goes")
                    @Nullable
                    Path transcript) {
        TerminalConsole console = TerminalConsole.open();
        Path log = transcript == null ? Path.of("restoration-" + stamp() + ".log") : transcript;
        new CeremonyDialogue(console, clock, random)
                .restore(
                        InputFile.existing(backup),
                        log,
                        plan -> options.create(vault, plan.environment(), clock, random));
        return ExitCode.DONE;
    }

    private int rehearse(Path folder) {
        PrintWriter out = spec.commandLine().getOut();
        try (RehearsedCustodians custodians = new RehearsedCustodians(out)) {
            new CeremonyRehearsal(custodians, clock, random).run(CeremonyFolder.make(folder, Region.TIME_ZONE));
        }
        return ExitCode.DONE;
    }

    private Path folder(@Nullable Path given, String kind) {
        return given == null ? Path.of(kind + "-" + stamp()) : given;
    }

    private String stamp() {
        return STAMP.format(clock.instant().atZone(Region.TIME_ZONE));
    }
}
