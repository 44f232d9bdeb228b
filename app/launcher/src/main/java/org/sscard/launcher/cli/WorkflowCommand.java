package org.sscard.launcher.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.issuer.v1.AttachPaperRequest;
import org.sscard.wire.issuer.v1.ChangeRecordRequest;
import org.sscard.wire.issuer.v1.CheckIssuingRequest;
import org.sscard.wire.issuer.v1.CheckIssuingResponse;
import org.sscard.wire.issuer.v1.GetPaperRequest;
import org.sscard.wire.issuer.v1.GetRecordRequest;
import org.sscard.wire.issuer.v1.GetWorkflowsRequest;
import org.sscard.wire.issuer.v1.IssuingCondition;
import org.sscard.wire.issuer.v1.ListRecordsRequest;
import org.sscard.wire.issuer.v1.OpenRecordRequest;
import org.sscard.wire.issuer.v1.TakeStepRequest;
import org.sscard.wire.issuer.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "workflow",
        description = "发行注册、变更、密钥申领、PSAM 申领、通用测试 / what a region has to have before it may issue",
        mixinStandardHelpOptions = true)
final class WorkflowCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "table", description = "流程表：填写项、材料、步骤 / fields, papers, steps", mixinStandardHelpOptions = true)
    int table(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(to, view, service -> service.getWorkflows(GetWorkflowsRequest.getDefaultInstance()));
    }

    @Command(name = "list", description = "办件清单 / records, newest first", mixinStandardHelpOptions = true)
    int list(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--kind", defaultValue = "", description = "REGISTRATION, KEY_REQUEST, PSAM_REQUEST …")
                    String kind,
            @Option(names = "--state", defaultValue = "", description = "DRAFT, APPLIED, APPROVED …") String state,
            @Option(names = "--region", defaultValue = "", description = "地区 / region") String region,
            @Option(names = "--limit", defaultValue = "0", description = "至多几条，默认 100 / at most") int limit) {
        return show(
                to,
                view,
                service -> service.listRecords(ListRecordsRequest.newBuilder()
                        .setKind(kind)
                        .setState(state)
                        .setRegion(region)
                        .setLimit(limit)
                        .build()));
    }

    @Command(
            name = "show",
            description = "一个办件，及现在可办的步骤 / one record and its next steps",
            mixinStandardHelpOptions = true)
    int show(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "RECORD") String id) {
        return show(to, view, service -> service.getRecord(record(id)));
    }

    @Command(name = "open", description = "新办，存为草稿 / begins a record, as a draft", mixinStandardHelpOptions = true)
    int open(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "KIND", description = "REGISTRATION, GENERAL_TEST …") String kind,
            @Parameters(index = "1", paramLabel = "REGION", description = "地区 / region") String region,
            @Option(names = "--set", paramLabel = "FIELD=VALUE", description = "填写项 / fields") @Nullable
                    Map<String, String> fields) {
        return show(
                to,
                view,
                service -> service.openRecord(OpenRecordRequest.newBuilder()
                        .setKind(kind)
                        .setRegion(region)
                        .putAllFields(given(fields))
                        .build()));
    }

    @Command(name = "change", description = "修改草稿或退回的办件：写全所有填写项 / fills it in anew", mixinStandardHelpOptions = true)
    int change(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "RECORD") String id,
            @Option(names = "--seen", paramLabel = "VERSION", description = "看到的版本，默认现在的 / the version you saw")
                    @Nullable
                    Integer seen,
            @Option(names = "--set", paramLabel = "FIELD=VALUE", description = "填写项 / fields") @Nullable
                    Map<String, String> fields) {
        return show(
                to,
                view,
                service -> service.changeRecord(ChangeRecordRequest.newBuilder()
                        .setRecordId(id)
                        .setSeenVersion(version(service, id, seen))
                        .putAllFields(given(fields))
                        .build()));
    }

    @Command(name = "attach", description = "附材料；通用测试附 report.json / attaches a paper", mixinStandardHelpOptions = true)
    int attach(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "RECORD") String id,
            @Parameters(
                            index = "1",
                            paramLabel = "PAPER",
                            description = "APPLICATION_LETTER, FACE_PROOF, STRUCTURE_LIST, TEST_REPORT …")
                    String paper,
            @Parameters(index = "2", paramLabel = "FILE") Path file) {
        ByteString content = ByteString.copyFrom(InputFile.bytes(file));
        return show(
                to,
                view,
                service -> service.attachPaper(AttachPaperRequest.newBuilder()
                        .setRecordId(id)
                        .setCode(paper)
                        .setFileName(String.valueOf(file.getFileName()))
                        .setContent(content)
                        .build()));
    }

    @Command(
            name = "take",
            description = "办理一步：SUBMIT, PASS, RETURN, APPROVE, REFUSE, FILE, LINK … / takes a step",
            mixinStandardHelpOptions = true)
    int take(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "RECORD") String id,
            @Parameters(index = "1", paramLabel = "STEP") String step,
            @Option(names = "--note", defaultValue = "", description = "意见或理由 / note or reason") String note,
            @Option(names = "--input", defaultValue = "", description = "发卡机构标识号顺序号，或交接单号 / sequence, or delivery")
                    String input,
            @Option(names = "--seen", paramLabel = "VERSION", description = "看到的版本，默认现在的 / the version you saw")
                    @Nullable
                    Integer seen) {
        return show(
                to,
                view,
                service -> service.takeStep(TakeStepRequest.newBuilder()
                        .setRecordId(id)
                        .setStep(step)
                        .setSeenVersion(version(service, id, seen))
                        .setNote(note)
                        .setInput(input)
                        .build()));
    }

    @Command(name = "paper", description = "取出材料 / a paper as it was attached", mixinStandardHelpOptions = true)
    int paper(
            @Mixin BureauConnection to,
            @Parameters(index = "0", paramLabel = "RECORD") String id,
            @Parameters(index = "1", paramLabel = "NUMBER") int number,
            @Option(names = "--out", required = true, paramLabel = "FILE") Path file) {
        return written(
                file,
                to.asked(
                                WorkflowServiceBlockingStub.class,
                                service -> service.getPaper(GetPaperRequest.newBuilder()
                                        .setRecordId(id)
                                        .setNumber(number)
                                        .build()))
                        .getContent());
    }

    @Command(name = "form", description = "申请表 PDF，打印签字 / the form to print and sign", mixinStandardHelpOptions = true)
    int form(
            @Mixin BureauConnection to,
            @Parameters(paramLabel = "RECORD") String id,
            @Option(names = "--out", required = true, paramLabel = "FILE") Path file) {
        return written(
                file,
                to.asked(WorkflowServiceBlockingStub.class, service -> service.getForm(record(id)))
                        .getPdf());
    }

    @Command(
            name = "check",
            description = "能否放行：逐项列出缺什么；退出码 1 表示还不能 / what is missing before a batch may be released",
            mixinStandardHelpOptions = true)
    int check(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "REGION") String region,
            @Option(names = "--card-os", defaultValue = "", description = "COS 核准号 / approval number") String cardOs,
            @Option(names = "--cards", defaultValue = "1", description = "批次张数 / cards of the batch") int cards) {
        CheckIssuingResponse answer = to.asked(
                WorkflowServiceBlockingStub.class,
                service -> service.checkIssuing(CheckIssuingRequest.newBuilder()
                        .setRegion(region)
                        .setCardOs(cardOs)
                        .setCards(cards)
                        .build()));
        view.show(spec.commandLine().getOut(), answer);
        return answer.getConditionsList().stream().allMatch(IssuingCondition::getMet) ? ExitCode.DONE : ExitCode.FAILED;
    }

    private static GetRecordRequest record(String id) {
        return GetRecordRequest.newBuilder().setRecordId(id).build();
    }

    private static int version(WorkflowServiceBlockingStub service, String id, @Nullable Integer seen) {
        return seen != null ? seen : service.getRecord(record(id)).getVersion();
    }

    private static Map<String, String> given(@Nullable Map<String, String> fields) {
        return fields == null ? Map.of() : fields;
    }

    private int show(
            BureauConnection to, AnswerView view, Function<WorkflowServiceBlockingStub, ? extends Message> call) {
        Message answer = to.asked(WorkflowServiceBlockingStub.class, call::apply);
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }

    private int written(Path file, ByteString content) {
        OutputFile.write(file, content.toByteArray());
        spec.commandLine().getOut().println(file);
        return ExitCode.DONE;
    }
}
