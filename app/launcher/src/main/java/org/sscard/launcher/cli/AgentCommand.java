package org.sscard.launcher.cli;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.TerminalAgent;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "agent", description = "终端代理 / the terminal agent", mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {

    @Mixin
    private ServiceOptions options;

    @Option(
            names = "--allow-origin",
            paramLabel = "ORIGIN[=SCOPES]",
            description = "允许的网页来源及权限，可重复 / a web origin that may ask, and for what, repeatable:"
                    + " basic-read, file-read, pin, write, debit")
    private List<String> allowOrigins = List.of();

    @Option(
            names = "--classic",
            description = "按标准读卡接口提供字符串函数 / serve the standard reader interface as strings"
                    + " (ws://127.0.0.1:12342, /classic, /nhsa)")
    private boolean classic;

    @Option(names = "--kiosk", description = "提供自助终端页面 /kiosk / serve the self-service pages at /kiosk")
    private boolean kiosk;

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> overrides = new LinkedHashMap<>();
        if (!allowOrigins.isEmpty()) {
            overrides.put(
                    "allowOrigins",
                    allowOrigins.stream().map(origin -> '"' + origin + '"').collect(Collectors.joining(",", "[", "]")));
        }
        if (classic) {
            overrides.put("classic", "{}");
        }
        AgentConfig config = options.configuration(AgentConfig.class, overrides);
        if (kiosk && config.kiosk() == null) {
            overrides.put("kiosk", "{}");
            config = options.configuration(AgentConfig.class, overrides);
        }
        return options.serve(
                TerminalAgent.start(config, options.dev(), Clock.system(Region.TIME_ZONE), new SecureRandom()));
    }
}
