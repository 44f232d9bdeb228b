package org.sscard.launcher.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Iterator;
import java.util.List;
import org.sscard.wire.issuer.v1.DispatchBatchRequest;
import org.sscard.wire.issuer.v1.FilePart;
import org.sscard.wire.issuer.v1.GetBatchFileRequest;
import org.sscard.wire.issuer.v1.GetBatchProgressRequest;
import org.sscard.wire.issuer.v1.GetQualityRulesRequest;
import org.sscard.wire.issuer.v1.GetSampleRequest;
import org.sscard.wire.issuer.v1.InspectCardRequest;
import org.sscard.wire.issuer.v1.ListBatchesRequest;
import org.sscard.wire.issuer.v1.ListReturnDifferencesRequest;
import org.sscard.wire.issuer.v1.PreparationServiceGrpc.PreparationServiceBlockingStub;
import org.sscard.wire.issuer.v1.PrintMailersRequest;
import org.sscard.wire.issuer.v1.ProductionServiceGrpc.ProductionServiceBlockingStub;
import org.sscard.wire.issuer.v1.ReceiveReturnRequest;
import org.sscard.wire.issuer.v1.ShowTransportComponentRequest;
import org.sscard.wire.issuer.v1.UnblockBatchRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "batch",
        description = "批次：进度、质检、制卡文件与回盘、密码函 / batches: progress, quality, batch files and returns, mailers",
        mixinStandardHelpOptions = true)
final class BatchCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "批次与进度 / batches, newest first", mixinStandardHelpOptions = true)
    int list(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(
                view,
                to.asked(
                        ProductionServiceBlockingStub.class,
                        production -> production.listBatches(ListBatchesRequest.getDefaultInstance())));
    }

    @Command(name = "progress", description = "进度、速度与预计完成 / rate and forecast", mixinStandardHelpOptions = true)
    int progress(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "BATCH") String batch) {
        return show(
                view,
                to.asked(
                        ProductionServiceBlockingStub.class,
                        production -> production.getBatchProgress(GetBatchProgressRequest.newBuilder()
                                .setBatchId(batch)
                                .build())));
    }

    @Command(name = "rules", description = "质检抽样方案与原因 / sampling plan and reasons", mixinStandardHelpOptions = true)
    int rules(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(
                view,
                to.asked(
                        ProductionServiceBlockingStub.class,
                        production -> production.getQualityRules(GetQualityRulesRequest.getDefaultInstance())));
    }

    @Command(name = "sample", description = "抽样卡与结论 / the sample of a batch", mixinStandardHelpOptions = true)
    int sample(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "BATCH") String batch) {
        return show(
                view,
                to.asked(
                        ProductionServiceBlockingStub.class,
                        production -> production.getSample(
                                GetSampleRequest.newBuilder().setBatchId(batch).build())));
    }

    @Command(
            name = "inspect",
            description = "质检结论；不合格的卡作废 / an inspector's verdict; a rejected card is spoiled",
            mixinStandardHelpOptions = true)
    int inspect(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "BATCH") String batch,
            @Parameters(index = "1", paramLabel = "CARD") String card,
            @Parameters(index = "2", paramLabel = "VERDICT", description = "PASSED, REJECTED") String verdict,
            @Option(names = "--reason", paramLabel = "CODE", description = "可多次 / repeatable") List<String> reasons,
            @Option(names = "--note", defaultValue = "") String note) {
        return show(
                view,
                to.asked(
                        ProductionServiceBlockingStub.class,
                        production -> production.inspectCard(InspectCardRequest.newBuilder()
                                .setBatchId(batch)
                                .setCardNumber(card)
                                .setVerdict(verdict)
                                .addAllReasons(reasons == null ? List.of() : reasons)
                                .setNote(note)
                                .build())));
    }

    @Command(
            name = "dispatch",
            description = "写出制卡文件；此后不能撤回 / writes the batch file: key data leaves the house",
            mixinStandardHelpOptions = true)
    int dispatch(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "BATCH") String batch,
            @Option(names = "--producer", required = true, description = "制卡方 / producer") String producer,
            @Option(names = "--chip-makers", required = true, description = "空白卡历史字节 T1–T7，14 位十六进制 / 14 hex")
                    String chipMakers) {
        return show(
                view,
                to.asked(
                        PreparationServiceBlockingStub.class,
                        preparation -> preparation.dispatchBatch(DispatchBatchRequest.newBuilder()
                                .setBatchId(batch)
                                .setProducer(producer)
                                .setChipMakers(chipMakers)
                                .build())));
    }

    @Command(name = "file", description = "取制卡文件 / fetches the batch file", mixinStandardHelpOptions = true)
    int file(
            @Mixin BureauConnection to,
            @Parameters(paramLabel = "BATCH") String batch,
            @Option(names = "--out", required = true, paramLabel = "FILE") Path out) {
        return to.asked(
                PreparationServiceBlockingStub.class,
                preparation -> saved(
                        out,
                        preparation.getBatchFile(GetBatchFileRequest.newBuilder()
                                .setBatchId(batch)
                                .build())));
    }

    @Command(
            name = "return",
            description = "导入回盘文件；不符则封锁批次 / takes a return file in; a difference blocks the batch",
            mixinStandardHelpOptions = true)
    int receive(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "FILE") Path file) {
        ByteString content = ByteString.copyFrom(InputFile.bytes(file));
        return show(
                view,
                to.asked(
                        PreparationServiceBlockingStub.class,
                        preparation -> preparation.receiveReturn(ReceiveReturnRequest.newBuilder()
                                .setFile(content)
                                .build())));
    }

    @Command(name = "differences", description = "回盘差异 / where a return differs", mixinStandardHelpOptions = true)
    int differences(
            @Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "BATCH") String batch) {
        return show(
                view,
                to.asked(
                        PreparationServiceBlockingStub.class,
                        preparation -> preparation.listReturnDifferences(ListReturnDifferencesRequest.newBuilder()
                                .setBatchId(batch)
                                .build())));
    }

    @Command(
            name = "unblock",
            description = "解除封锁，须另一人 / lifts the block; another person than who received the return",
            mixinStandardHelpOptions = true)
    int unblock(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "BATCH") String batch) {
        return show(
                view,
                to.asked(
                        PreparationServiceBlockingStub.class,
                        preparation -> preparation.unblockBatch(UnblockBatchRequest.newBuilder()
                                .setBatchId(batch)
                                .build())));
    }

    @Command(
            name = "component",
            description = "制卡方传输密钥的一个分量；一人只能看一个 / one component of a producer's transport key",
            mixinStandardHelpOptions = true)
    int component(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "PRODUCER") String producer,
            @Parameters(index = "1", paramLabel = "NUMBER", description = "1, 2") int number) {
        return show(
                view,
                to.asked(
                        PreparationServiceBlockingStub.class,
                        preparation -> preparation.showTransportComponent(ShowTransportComponentRequest.newBuilder()
                                .setProducer(producer)
                                .setNumber(number)
                                .build())));
    }

    @Command(
            name = "mailers",
            description = "打印密码函，一次；经手卡片的人不得打印 / prints the PIN mailers, once, by nobody who had the cards",
            mixinStandardHelpOptions = true)
    int mailers(
            @Mixin BureauConnection to,
            @Parameters(paramLabel = "BATCH") String batch,
            @Option(names = "--pdf", required = true, paramLabel = "FILE") Path pdf) {
        return to.asked(
                PreparationServiceBlockingStub.class,
                preparation -> saved(
                        pdf,
                        preparation.printMailers(PrintMailersRequest.newBuilder()
                                .setBatchId(batch)
                                .build())));
    }

    /** Readable by its owner alone; a file that is there is not written over. */
    private int saved(Path file, Iterator<FilePart> parts) {
        // A refusal comes before the file does.
        boolean something = parts.hasNext();
        try {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try (OutputStream out = Files.newOutputStream(file)) {
                while (something && parts.hasNext()) {
                    parts.next().getData().writeTo(out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spec.commandLine().getOut().println(file);
        return ExitCode.DONE;
    }

    private int show(AnswerView view, Message answer) {
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }
}
