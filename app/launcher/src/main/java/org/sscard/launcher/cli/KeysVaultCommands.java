package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sscard.keys.model.Key;
import org.sscard.keys.vault.KeyHome;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.Pkcs11Vault;
import org.sscard.keys.vault.Rewrap;
import org.sscard.keys.vault.SoftwareVault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a custodian does with a vault's file. Keys are shown by check value, never by value. */
final class KeysVaultCommands {

    private KeysVaultCommands() {}

    /** Opens the vault for one piece of work. */
    abstract static class OnVault implements Runnable {

        private final Clock clock = Clock.system(Region.TIME_ZONE);
        private final SecureRandom random = new SecureRandom();

        @Spec
        private CommandSpec spec;

        @Option(names = "--vault", required = true, paramLabel = "FILE", description = "密钥库 / the vault")
        private Path vault;

        @Mixin
        private VaultOptions options;

        @Override
        public final void run() {
            PrintWriter out = spec.commandLine().getOut();
            try (KeyVault opened = options.open(vault, clock, random)) {
                work(opened, out);
            }
            out.flush();
        }

        abstract void work(KeyVault vault, PrintWriter out);

        final LocalDate today() {
            return LocalDate.now(clock);
        }
    }

    @Command(
            name = "list",
            description = "列出密钥：校验值、状态、所在 / keys by check value, state and home",
            mixinStandardHelpOptions = true)
    static final class List extends OnVault {

        @Override
        void work(KeyVault vault, PrintWriter out) {
            for (Key key : vault.keys()) {
                LocalDate end = key.origin().validUntil();
                out.printf(
                        "%-28s %-10s %s  %-11s %s%s%n",
                        key.id(),
                        key.isExpired(today()) ? "EXPIRED" : key.state(),
                        key.checkValue(),
                        vault.homeOf(key.id()) == KeyHome.TOKEN ? "令牌 token" : "软件 software",
                        key.exportability(),
                        end == null ? "" : "  → " + end);
            }
        }
    }

    @Command(name = "status", description = "密钥库概况 / what the vault holds and where", mixinStandardHelpOptions = true)
    static final class Status extends OnVault {

        @Override
        void work(KeyVault vault, PrintWriter out) {
            out.println("环境 / environment: " + vault.environment());
            Map<String, Long> counts = vault.keys().stream()
                    .collect(Collectors.groupingBy(
                            key -> key.id().algorithm() + " " + key.state() + " "
                                    + (vault.homeOf(key.id()) == KeyHome.TOKEN ? "令牌 token" : "软件 software"),
                            TreeMap::new,
                            Collectors.counting()));
            counts.forEach((what, count) -> out.printf("%5d  %s%n", count, what));
            if (vault instanceof Pkcs11Vault inToken) {
                out.println("令牌 / token: " + inToken.token());
                inToken.strangers().forEach(label -> out.println("无记录的对象 / no record names: " + label));
            }
            tell(state(vault), out);
        }
    }

    @Command(
            name = "rotate",
            description = "更换保护密钥的封装密钥，可中断后续做 / rewraps every key under a new wrapping key; stops and goes on anywhere",
            mixinStandardHelpOptions = true)
    static final class Rotate extends OnVault {

        @Option(names = "--batch", defaultValue = "16", paramLabel = "N", description = "每步密钥数 / keys of one step")
        private int batch;

        @Override
        void work(KeyVault vault, PrintWriter out) {
            Rewrap step;
            do {
                step = rewrap(vault, Math.max(1, batch));
                tell(step, out);
                out.flush();
            } while (!step.finished());
        }
    }

    private static Rewrap rewrap(KeyVault vault, int batch) {
        return vault instanceof Pkcs11Vault inToken ? inToken.rewrap(batch) : ((SoftwareVault) vault).rewrap(batch);
    }

    private static Rewrap state(KeyVault vault) {
        return vault instanceof Pkcs11Vault inToken ? inToken.rewrapState() : ((SoftwareVault) vault).rewrapState();
    }

    private static void tell(Rewrap rewrap, PrintWriter out) {
        out.printf(
                "封装密钥 / wrapping key: %d, 旧 / old: %d%s%n",
                rewrap.version(), rewrap.remaining(), rewrap.finished() ? "" : "，未完 / unfinished");
    }
}
