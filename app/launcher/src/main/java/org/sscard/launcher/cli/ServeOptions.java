package org.sscard.launcher.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.sscard.launcher.card.CardServing;
import org.sscard.spec.trace.TraceRole;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What {@code card serve} and {@code psam serve} take. */
final class ServeOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(names = "--image", required = true, paramLabel = "FILE", description = "卡片映像 / card image (JSON)")
    private Path image;

    @Option(names = "--vpcd", required = true, paramLabel = "HOST:PORT", description = "vpcd 读卡器 / the vpcd reader")
    private String vpcd;

    @Option(names = "--mode", defaultValue = "t1", description = "t0 或 t1 / t0 or t1 (default t1)")
    private TransmissionMode mode;

    @Option(names = "--faults", paramLabel = "FILE", description = "故障脚本 / fault script (JSON)")
    private @Nullable Path faults;

    @Option(names = "--trace", paramLabel = "FILE", description = "脱敏跟踪文件 / redacted trace")
    private @Nullable Path trace;

    @Option(names = "--seed", paramLabel = "N", description = "随机数可重现 / makes the card's random numbers repeat")
    private @Nullable Long seed;

    @Option(names = "--save", description = "结束时写回映像 / writes the image back at the end")
    private boolean save;

    int serve(TraceRole role, boolean contactless) throws InterruptedException {
        int colon = vpcd.lastIndexOf(':');
        if (colon < 1 || !vpcd.substring(colon + 1).matches("[0-9]{1,5}")) {
            throw new ParameterException(command.commandLine(), "--vpcd 应为 HOST:PORT / must be HOST:PORT: " + vpcd);
        }
        String host = vpcd.substring(0, colon);
        int port = Integer.parseInt(vpcd.substring(colon + 1));
        if (contactless && mode == TransmissionMode.T0) {
            throw new ParameterException(
                    command.commandLine(), "--contactless 没有 t0 方式 / contactless cards have no mode t0");
        }
        InputFile.existing(image);
        new CardServing(image, host, port, mode, faults, trace, seed, contactless, save, role)
                .run(
                        Clock.system(Region.TIME_ZONE),
                        this::tellThatTheReaderIsAwaited,
                        () -> command.commandLine().getOut().println("READY vpcd " + vpcd));
        return ExitCode.DONE;
    }

    /** Not a failure: the card is served as soon as the reader is there. */
    private void tellThatTheReaderIsAwaited() {
        CodedException awaited = new CodedException(ErrorCode.READER_SERVICE_DOWN);
        PrintWriter err = command.commandLine().getErr();
        err.println("sscard: " + awaited.code() + " " + awaited.zh() + " / " + awaited.en());
        err.println("  处理：" + awaited.remedyZh() + " / Remedy: " + awaited.remedyEn());
        err.println("  等待读卡器 " + vpcd + "，需要 pcscd 和 vsmartcard-vpcd / waiting for the reader at " + vpcd
                + ", which takes pcscd and vsmartcard-vpcd");
    }
}
