package org.sscard.launcher.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sscard.terminal.access.AllowedOrigin;
import org.sscard.terminal.check.AgentInquiry;
import org.sscard.terminal.check.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "检查本机与终端代理，说明问题与处理 / what is wrong with this machine or its terminal agent, and the remedy",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {

    private static final Map<String, String> SIGNS = Map.of("GOOD", "✔", "NOTICE", "!", "BAD", "✖", "UNUSED", "–");

    @Spec
    private CommandSpec spec;

    @Mixin
    private AgentAddress agent;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description = "检查该网页来源能否使用本机 / whether pages of this origin reach the agent, e.g. https://his.example")
    private @Nullable String origin;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "table", description = "table, json")
    private Format format;

    private enum Format {
        TABLE,
        JSON
    }

    @Override
    public Integer call() throws JsonProcessingException {
        AgentInquiry inquiry = new AgentInquiry(agent.url(), Path.of("/"));
        List<Check.Shown> checks = new ArrayList<>(inquiry.checks());
        if (origin != null) {
            checks.addAll(inquiry.checks(page(origin)));
        }
        boolean well = checks.stream().noneMatch(check -> check.state().equals("BAD"));
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.JSON) {
            out.println(new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(Map.of("well", well, "checks", checks)));
        } else {
            checks.forEach(check -> print(check, out));
        }
        return well ? ExitCode.DONE : ExitCode.ENVIRONMENT;
    }

    private AllowedOrigin page(String url) {
        try {
            return AllowedOrigin.parse(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--origin: " + e.getMessage(), e);
        }
    }

    private static void print(Check.Shown check, PrintWriter out) {
        out.println(SIGNS.get(check.state()) + " " + check.zh() + " / " + check.en() + "  " + check.detail());
        if (!check.code().isEmpty()) {
            out.println("    " + check.code() + " " + check.saysZh() + " / " + check.saysEn());
            out.println("    处理：" + check.remedyZh() + " / Remedy: " + check.remedyEn());
        }
    }
}
