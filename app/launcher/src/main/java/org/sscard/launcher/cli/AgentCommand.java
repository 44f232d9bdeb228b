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
            paramLabel = "ORIGIN",
            description = "允许的网页来源，可重复 / a web origin that may ask, repeatable")
    private List<String> allowOrigins = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Map<String, String> overrides = new LinkedHashMap<>();
        if (!allowOrigins.isEmpty()) {
            overrides.put(
                    "allowOrigins",
                    allowOrigins.stream().map(origin -> '"' + origin + '"').collect(Collectors.joining(",", "[", "]")));
        }
        AgentConfig config = options.configuration(AgentConfig.class, overrides);
        return options.serve(
                TerminalAgent.start(config, options.dev(), Clock.system(Region.TIME_ZONE), new SecureRandom()));
    }
}
