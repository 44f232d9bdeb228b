package org.sscard.launcher.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.CloseDayRequest;
import org.sscard.wire.issuer.v1.GetStockRequest;
import org.sscard.wire.issuer.v1.ReceiveBlanksRequest;
import org.sscard.wire.issuer.v1.StockServiceGrpc.StockServiceBlockingStub;
import org.sscard.wire.issuer.v1.TakeBlankRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "stock", description = "空白卡库存与日终 / blanks and their books", mixinStandardHelpOptions = true)
final class StockCommand {

    private static final HexFormat HEX = HexFormat.of();

    @Spec
    private CommandSpec spec;

    @Command(name = "show", description = "库存与当日等式 / what lies where, the open day", mixinStandardHelpOptions = true)
    int show(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(
                view,
                to.asked(
                        StockServiceBlockingStub.class, stock -> stock.getStock(GetStockRequest.getDefaultInstance())));
    }

    @Command(
            name = "receive",
            description = "入库：文件每行一张卡的历史字节（26 位十六进制） / takes blanks in, one chip a line",
            mixinStandardHelpOptions = true)
    int receive(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--lot", required = true, description = "批号 / lot") String lot,
            @Option(names = "--vendor", required = true, description = "厂商 / vendor") String vendor,
            @Option(names = "--card-os", required = true, description = "卡操作系统 / card OS") String cardOs,
            @Option(names = "--dry-run", description = "只检查文件 / checks the file only") boolean dryRun) {
        List<ByteString> chips = chips(file);
        if (dryRun) {
            spec.commandLine().getOut().println(chips.size());
            return ExitCode.DONE;
        }
        return show(
                view,
                to.asked(
                        StockServiceBlockingStub.class,
                        stock -> stock.receiveBlanks(ReceiveBlanksRequest.newBuilder()
                                .setLot(lot)
                                .setVendor(vendor)
                                .setCardOs(cardOs)
                                .addAllChips(chips)
                                .build())));
    }

    @Command(
            name = "take",
            description = "取作样卡或退回厂商 / a sample, or back to the vendor",
            mixinStandardHelpOptions = true)
    int take(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "CHIP") String chip,
            @Parameters(index = "1", paramLabel = "STATE", description = "SAMPLE, RETURNED") String state,
            @Option(names = "--reason", required = true) String reason) {
        return show(
                view,
                to.asked(
                        StockServiceBlockingStub.class,
                        stock -> stock.takeBlank(TakeBlankRequest.newBuilder()
                                .setChip(chip(chip, 1))
                                .setState(state)
                                .setReason(reason)
                                .build())));
    }

    @Command(
            name = "close",
            description = "日终；有差异须两人办理 custody ask STOCK_VARIANCE / closes the day",
            mixinStandardHelpOptions = true)
    int close(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "DAY", description = "YYYY-MM-DD") String day,
            @Parameters(index = "1", paramLabel = "COUNTED", description = "清点张数 / counted") int counted) {
        return show(
                view,
                to.asked(
                        StockServiceBlockingStub.class,
                        stock -> stock.closeDay(CloseDayRequest.newBuilder()
                                .setDay(day)
                                .setCounted(counted)
                                .build())));
    }

    private static List<ByteString> chips(Path file) {
        List<ByteString> chips = new ArrayList<>();
        int line = 0;
        for (String text : new String(InputFile.bytes(file), StandardCharsets.US_ASCII).split("\\R", -1)) {
            line++;
            if (!text.isBlank()) {
                chips.add(chip(text.strip(), line));
            }
        }
        return chips;
    }

    private static ByteString chip(String hex, int line) {
        try {
            byte[] chip = HEX.parseHex(hex);
            if (chip.length == 13) {
                return ByteString.copyFrom(chip);
            }
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "chip " + line, "26 hex");
        }
        throw new CodedException(ErrorCode.REQUEST_INVALID, "chip " + line, "26 hex");
    }

    private int show(AnswerView view, Message answer) {
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }
}
