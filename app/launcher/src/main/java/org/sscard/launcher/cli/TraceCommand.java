package org.sscard.launcher.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.sscard.spec.trace.Trace;
import org.sscard.spec.trace.TraceDecoder;
import org.sscard.spec.trace.TraceFormat;
import org.sscard.spec.trace.TraceFormatException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "trace",
        description = "APDU 跟踪文件 / recorded APDU traces (docs/trace-format.md)",
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE")
    private Path file;

    @Option(names = "--decode", description = "逐条用文字解释 / explains every exchange in words")
    private boolean decode;

    @Override
    public Integer call() throws IOException {
        Trace trace = read();
        PrintWriter out = spec.commandLine().getOut();
        if (decode) {
            for (TraceDecoder.Explanation line : TraceDecoder.explain(trace)) {
                out.println(line.number() + ". " + line.zh());
                out.println("   " + line.en());
            }
        } else {
            out.println(trace.entries().size() + " 条，用 --decode 解释 / events; --decode explains them");
        }
        return ExitCode.DONE;
    }

    private Trace read() throws IOException {
        try {
            return TraceFormat.read(InputFile.existing(file));
        } catch (TraceFormatException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_MALFORMED, file, e.line(), "trace");
        }
    }
}
