package org.sscard.launcher.cli;

import java.nio.file.Path;
import org.sscard.keys.vectors.VectorFile;
import org.sscard.keys.vectors.VectorReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "vectors",
        description = "密码测试向量 / cryptographic test vectors",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "verify")
final class VectorsCommand {

    @Spec
    private CommandSpec spec;

    @Command(
            name = "verify",
            description = "重算文件中的每个向量 / recomputes every vector of a file",
            mixinStandardHelpOptions = true)
    int verify(@Parameters(paramLabel = "FILE") Path file) {
        VectorReport report = VectorFile.verify(InputFile.existing(file));
        report.lines().forEach(spec.commandLine().getOut()::println);
        return report.allPassed() ? ExitCode.DONE : ExitCode.FAILED;
    }
}
