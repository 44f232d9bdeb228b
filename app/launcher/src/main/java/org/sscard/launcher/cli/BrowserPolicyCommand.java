package org.sscard.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.config.Configuration;
import org.sscard.terminal.AgentConfig;
import org.sscard.terminal.access.AllowedOrigin;
import org.sscard.terminal.check.BrowserPolicy;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "browser-policy",
        description = "生成浏览器策略，允许网页访问本机终端代理 / the policy that lets pages reach this machine's agent"
                + " in Chromium, Chrome and Edge",
        mixinStandardHelpOptions = true)
final class BrowserPolicyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--origin",
            paramLabel = "URL",
            description = "允许的网页来源，可重复 / a web origin, repeatable, e.g. https://his.example")
    private List<String> origins = List.of();

    @Option(
            names = "--authority",
            paramLabel = "FILE",
            description = "本机 https 证书的签发者 / loopback-ca.crt of the agent's data, to be trusted")
    private @Nullable Path authority;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "终端代理的配置，取其 allowOrigins / the agent's configuration, for its allowOrigins")
    private @Nullable Path config;

    @Option(
            names = "--install",
            description = "写入三种浏览器的策略目录 / write it where the three browsers look, instead of printing it")
    private boolean install;

    @Option(names = "--root", paramLabel = "DIR", defaultValue = "/", hidden = true)
    private Path root;

    @Override
    public Integer call() {
        origins.forEach(this::requireOrigin);
        String policy =
                BrowserPolicy.json(allOrigins(), Optional.ofNullable(authority).map(BrowserPolicyCommand::base64));
        PrintWriter out = spec.commandLine().getOut();
        if (!install) {
            out.print(policy);
            out.flush();
            for (BrowserPolicy.Browser browser : BrowserPolicy.Browser.values()) {
                spec.commandLine().getErr().println(browser.title() + "：" + browser.file(root));
            }
            return ExitCode.DONE;
        }
        for (BrowserPolicy.Browser browser : BrowserPolicy.Browser.values()) {
            Path file = browser.file(root);
            write(file, policy);
            out.println(file);
        }
        return ExitCode.DONE;
    }

    private List<String> allOrigins() {
        Stream<String> configured = config == null
                ? Stream.empty()
                : Configuration.read(config, Map.of(), AgentConfig.class).allowOrigins().stream()
                        .map(listed -> AllowedOrigin.parse(listed).origin());
        return Stream.concat(origins.stream(), configured).distinct().toList();
    }

    private void requireOrigin(String origin) {
        try {
            AllowedOrigin.parse(origin);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--origin: " + e.getMessage(), e);
        }
    }

    private static void write(Path file, String policy) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, policy);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
    }

    /** A PEM file is base64 DER between two lines. */
    private static String base64(Path pem) {
        try {
            return Files.readString(pem, StandardCharsets.US_ASCII).replaceAll("-----[A-Z ]+-----|\\s", "");
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, pem);
        }
    }
}
