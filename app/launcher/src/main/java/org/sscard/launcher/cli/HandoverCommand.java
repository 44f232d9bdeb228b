package org.sscard.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.GetHandoverRequest;
import org.sscard.wire.issuer.v1.HandoverSheet;
import org.sscard.wire.issuer.v1.ReceiveCardsRequest;
import org.sscard.wire.issuer.v1.SendCardsRequest;
import org.sscard.wire.issuer.v1.StockServiceGrpc.StockServiceBlockingStub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "handover",
        description = "成品卡交接：发出、签收、打印交接单 / finished cards on their way to branches",
        mixinStandardHelpOptions = true)
final class HandoverCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "send", description = "发往网点 / sends cards to a branch", mixinStandardHelpOptions = true)
    int send(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--branch", required = true, description = "网点 / branch") String branch,
            @Parameters(paramLabel = "CARD", arity = "1..*") List<String> cards) {
        return show(
                view,
                null,
                to.asked(
                        StockServiceBlockingStub.class,
                        stock -> stock.sendCards(SendCardsRequest.newBuilder()
                                .setBranch(branch)
                                .addAllCardNumbers(cards)
                                .build())));
    }

    @Command(name = "show", description = "交接单；--pdf 存为文件 / a sheet", mixinStandardHelpOptions = true)
    int show(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "SHEET") String sheet,
            @Option(names = "--pdf", paramLabel = "FILE", description = "打印文件 / the sheet to print") @Nullable
                    Path pdf) {
        return show(
                view,
                pdf,
                to.asked(
                        StockServiceBlockingStub.class,
                        stock -> stock.getHandover(GetHandoverRequest.newBuilder()
                                .setHandoverId(sheet)
                                .build())));
    }

    @Command(name = "receive", description = "签收：逐张列出到达与缺失，须与交接单一致 / receives a sheet", mixinStandardHelpOptions = true)
    int receive(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "SHEET") String sheet,
            @Option(names = "--arrived", split = ",", description = "到达的卡号 / cards that are there") @Nullable
                    List<String> arrived,
            @Option(names = "--missing", split = ",", description = "缺失的卡号 / cards that are not") @Nullable
                    List<String> missing) {
        ReceiveCardsRequest.Builder request = ReceiveCardsRequest.newBuilder().setHandoverId(sheet);
        if (arrived != null) {
            request.addAllArrived(arrived);
        }
        if (missing != null) {
            request.addAllMissing(missing);
        }
        return show(view, null, to.asked(StockServiceBlockingStub.class, stock -> stock.receiveCards(request.build())));
    }

    private int show(AnswerView view, @Nullable Path pdf, HandoverSheet sheet) {
        view.show(spec.commandLine().getOut(), sheet);
        if (pdf != null) {
            try {
                Files.write(pdf, sheet.getPdf().toByteArray(), StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, pdf);
            }
        }
        return ExitCode.DONE;
    }
}
