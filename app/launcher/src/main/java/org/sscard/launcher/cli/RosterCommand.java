package org.sscard.launcher.cli;

import com.google.protobuf.Message;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.sscard.wire.issuer.v1.AcceptProposalsRequest;
import org.sscard.wire.issuer.v1.ChooseSpellingRequest;
import org.sscard.wire.issuer.v1.CorrectionChunk;
import org.sscard.wire.issuer.v1.EditRowRequest;
import org.sscard.wire.issuer.v1.FetchFaultyRowsRequest;
import org.sscard.wire.issuer.v1.GetIntakeRequest;
import org.sscard.wire.issuer.v1.IntakeServiceGrpc.IntakeServiceBlockingStub;
import org.sscard.wire.issuer.v1.IntakeServiceGrpc.IntakeServiceStub;
import org.sscard.wire.issuer.v1.IntakeStatus;
import org.sscard.wire.issuer.v1.ListIntakeRowsRequest;
import org.sscard.wire.issuer.v1.ListIntakesRequest;
import org.sscard.wire.issuer.v1.StartImportRequest;
import org.sscard.wire.issuer.v1.WithdrawIntakeRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "roster",
        description = "名册入库：检查、改正、入库 / rosters: checked, mended and taken over",
        mixinStandardHelpOptions = true)
final class RosterCommand {

    private static final long LOOKED_AGAIN_MILLIS = 500;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "check",
            description = "上传并检查名册，不入库；有错行则退出码 1 / reads and checks a roster; exit code 1 if rows are wrong",
            mixinStandardHelpOptions = true)
    int check(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "FILE") Path file) {
        return shown(
                view,
                to.sent(IntakeServiceStub.class, (intake, answer) -> intake.bringRoster(answer), file, part -> part));
    }

    @Command(name = "list", description = "近期名册 / recent rosters", mixinStandardHelpOptions = true)
    int list(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(
                view,
                to.asked(
                        IntakeServiceBlockingStub.class,
                        intake -> intake.listIntakes(ListIntakesRequest.getDefaultInstance())));
    }

    @Command(name = "show", description = "名册的状态与各类行数 / how far a roster is", mixinStandardHelpOptions = true)
    int show(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "INTAKE") String id) {
        return show(view, status(to, id));
    }

    @Command(
            name = "rows",
            description = "逐行的错误与建议 / rows with what is wrong and what is proposed",
            mixinStandardHelpOptions = true)
    int rows(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "INTAKE") String id,
            @Option(names = "--state", defaultValue = "WRONG", description = "GOOD, WRONG, TAKEN, REPEATED, CONFLICT")
                    String state,
            @Option(names = "--code", defaultValue = "", description = "错误代码 / an error code") String code,
            @Option(names = "--after", defaultValue = "0") int after,
            @Option(names = "--limit", defaultValue = "100") int limit) {
        return show(
                view,
                to.asked(
                        IntakeServiceBlockingStub.class,
                        intake -> intake.listIntakeRows(ListIntakeRowsRequest.newBuilder()
                                .setIntakeId(id)
                                .setState(state)
                                .setCode(code)
                                .setAfterRow(after)
                                .setLimit(limit)
                                .build())));
    }

    @Command(
            name = "faulty",
            description = "下载错行（含个人信息） / the wrong rows as a file to mend; it holds personal data",
            mixinStandardHelpOptions = true)
    int faulty(
            @Mixin BureauConnection to,
            @Parameters(index = "0", paramLabel = "INTAKE") String id,
            @Parameters(index = "1", paramLabel = "FILE", description = "*.xlsx, *.csv") Path file)
            throws IOException {
        String format = String.valueOf(file.getFileName()).endsWith(".csv") ? "csv" : "xlsx";
        try (OutputStream out = Files.newOutputStream(file)) {
            to.fetched(
                    IntakeServiceBlockingStub.class,
                    intake -> intake.fetchFaultyRows(FetchFaultyRowsRequest.newBuilder()
                            .setIntakeId(id)
                            .setFormat(format)
                            .build()),
                    out);
        }
        return ExitCode.DONE;
    }

    @Command(name = "mend", description = "传回改好的错行 / sends mended rows back", mixinStandardHelpOptions = true)
    int mend(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "INTAKE") String id,
            @Parameters(index = "1", paramLabel = "FILE") Path file) {
        return shown(
                view,
                to.sent(
                        IntakeServiceStub.class,
                        (intake, answer) -> intake.bringCorrections(answer),
                        file,
                        part -> CorrectionChunk.newBuilder()
                                .setIntakeId(id)
                                .setChunk(part)
                                .build()));
    }

    @Command(
            name = "edit",
            description = "改一行：列名=内容 / gives one row other cells: HEADER=TEXT",
            mixinStandardHelpOptions = true)
    int edit(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "INTAKE") String id,
            @Parameters(index = "1", paramLabel = "ROW") int row,
            @Parameters(index = "2..*", paramLabel = "HEADER=TEXT", arity = "1..*") Map<String, String> cells) {
        return show(
                view,
                to.asked(
                        IntakeServiceBlockingStub.class,
                        intake -> intake.editRow(EditRowRequest.newBuilder()
                                .setIntakeId(id)
                                .setRow(row)
                                .putAllCells(cells)
                                .build())));
    }

    @Command(
            name = "accept",
            description = "采用写法上的建议（半角、日期写法等） / takes the proposals of form",
            mixinStandardHelpOptions = true)
    int accept(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "INTAKE") String id) {
        return shown(
                view,
                to.asked(
                        IntakeServiceBlockingStub.class,
                        intake -> intake.acceptProposals(AcceptProposalsRequest.newBuilder()
                                .setIntakeId(id)
                                .build())));
    }

    @Command(
            name = "spell",
            description = "登记本人选定的姓名写法 / records how a person wants a rare name written",
            mixinStandardHelpOptions = true)
    int spell(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "INTAKE") String id,
            @Parameters(index = "1", paramLabel = "ROW") int row,
            @Option(names = "--as", required = true, description = "卡上的写法 / the spelling on the card") String spelling,
            @Option(names = "--evidence", required = true, description = "依据 / how it is known") String evidence) {
        return show(
                view,
                to.asked(
                        IntakeServiceBlockingStub.class,
                        intake -> intake.chooseSpelling(ChooseSpellingRequest.newBuilder()
                                .setIntakeId(id)
                                .setRow(row)
                                .setSpelling(spelling)
                                .setEvidence(evidence)
                                .build())));
    }

    @Command(
            name = "import",
            description = "正确的行入库，等到完成 / takes the good rows over and waits until it is done",
            mixinStandardHelpOptions = true)
    int take(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "INTAKE") String id)
            throws InterruptedException {
        IntakeStatus status = to.asked(
                IntakeServiceBlockingStub.class,
                intake -> intake.startImport(
                        StartImportRequest.newBuilder().setIntakeId(id).build()));
        while (status.getState().equals("IMPORTING")) {
            TimeUnit.MILLISECONDS.sleep(LOOKED_AGAIN_MILLIS);
            status = status(to, id);
            spec.commandLine()
                    .getErr()
                    .printf(
                            "%d / %d%n",
                            status.getRows() - status.getRowsByStateOrDefault("GOOD", 0), status.getRows());
        }
        show(view, status);
        return status.getFailure().isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Command(
            name = "withdraw",
            description = "撤回名册，删除未入库的行 / forgets a roster that was not taken over",
            mixinStandardHelpOptions = true)
    int withdraw(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "INTAKE") String id) {
        return show(
                view,
                to.asked(
                        IntakeServiceBlockingStub.class,
                        intake -> intake.withdrawIntake(WithdrawIntakeRequest.newBuilder()
                                .setIntakeId(id)
                                .build())));
    }

    private static IntakeStatus status(BureauConnection to, String id) {
        return to.asked(
                IntakeServiceBlockingStub.class,
                intake -> intake.getIntake(
                        GetIntakeRequest.newBuilder().setIntakeId(id).build()));
    }

    private int shown(AnswerView view, IntakeStatus status) {
        show(view, status);
        return status.getRowsByStateOrDefault("WRONG", 0) == 0 ? ExitCode.DONE : ExitCode.FAILED;
    }

    private int show(AnswerView view, Message answer) {
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }
}
