package org.sscard.launcher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "path", description = "构建产物所在的位置 / where a built artefact lies", mixinStandardHelpOptions = true)
final class PathCommand implements Callable<Integer> {

    /** Below the root of the project. */
    private static final Map<String, Artefact> ARTEFACTS = new TreeMap<>(Map.of(
            "libSSCardDriver.so",
            new Artefact("terminal-agent/target/libSSCardDriver.so", "安装 gcc 后重新构建 / install gcc and build again"),
            "SSCardDriver.h",
            new Artefact("terminal-agent/src/main/c/SSCardDriver.h", ""),
            "agent.deb",
            new Artefact(
                    "terminal-agent/target/sscard-agent.deb",
                    "先运行 terminal-agent/package/build / run terminal-agent/package/build first")));

    private record Artefact(String path, String remedy) {}

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "libSSCardDriver.so, SSCardDriver.h, agent.deb")
    private String name;

    @Override
    public Integer call() {
        Artefact artefact = Optional.ofNullable(ARTEFACTS.get(name))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "没有这个产物 / no such artefact: " + name + "; " + ARTEFACTS.keySet()));
        Path home = Path.of(Optional.ofNullable(System.getenv("SSCARD_HOME")).orElse("."));
        Path path = home.resolve(artefact.path()).toAbsolutePath().normalize();
        if (!Files.exists(path)) {
            spec.commandLine().getErr().println("sscard: 尚未构建 / not built: " + name + "; " + artefact.remedy());
            return ExitCode.ENVIRONMENT;
        }
        spec.commandLine().getOut().println(path);
        return ExitCode.DONE;
    }
}
