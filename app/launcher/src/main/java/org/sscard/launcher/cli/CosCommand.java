package org.sscard.launcher.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.issuer.v1.ListCardOsRequest;
import org.sscard.wire.issuer.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "cos",
        description = "卡操作系统（COS）核准登记 / the register of approved card operating systems",
        mixinStandardHelpOptions = true)
final class CosCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "登记清单；--pdf 存为打印件 / the register", mixinStandardHelpOptions = true)
    int list(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Option(names = "--pdf", paramLabel = "FILE", description = "打印件 / the list to print") @Nullable Path pdf) {
        view.show(
                spec.commandLine().getOut(),
                to.asked(
                        WorkflowServiceBlockingStub.class,
                        service -> service.listCardOs(ListCardOsRequest.getDefaultInstance())));
        if (pdf != null) {
            OutputFile.write(
                    pdf,
                    to.asked(
                                    WorkflowServiceBlockingStub.class,
                                    service -> service.getCardOsList(ListCardOsRequest.getDefaultInstance()))
                            .getPdf()
                            .toByteArray());
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "approve",
            description = "申请登记核准，须另一人同意（custody approve），再执行（custody do） / asks for an entry; two persons",
            mixinStandardHelpOptions = true)
    int approve(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "APPROVAL", description = "核准号 / approval number") String approval,
            @Option(names = "--vendor", required = true, description = "厂商 / vendor") String vendor,
            @Option(names = "--chip", required = true, description = "芯片 / chip") String chip,
            @Option(names = "--card-os", required = true, description = "卡操作系统与版本，与入库一致 / card OS") String cardOs,
            @Option(names = "--historical", required = true, description = "历史字节 T1–T5，10 位十六进制 / T1 to T5")
                    String historical,
            @Option(names = "--from", required = true, description = "有效期自 YYYY-MM-DD / first day") String from,
            @Option(names = "--to", required = true, description = "有效期至 YYYY-MM-DD / last day") String until) {
        CustodyAction action = CustodyAction.newBuilder()
                .setVerb("COS_APPROVE")
                .putArguments("approval", approval)
                .putArguments("vendor", vendor)
                .putArguments("chip", chip)
                .putArguments("cardOs", cardOs)
                .putArguments("historical", historical)
                .putArguments("from", from)
                .putArguments("to", until)
                .build();
        view.show(
                spec.commandLine().getOut(),
                to.asked(CustodyServiceBlockingStub.class, custody -> custody.requestAction(action)));
        return ExitCode.DONE;
    }

    @Command(name = "revoke", description = "撤销核准，一人即可 / revokes an approval", mixinStandardHelpOptions = true)
    int revoke(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "APPROVAL", description = "核准号 / approval number") String approval,
            @Option(names = "--reason", required = true, description = "原因 / reason") String reason) {
        CustodyAction action = CustodyAction.newBuilder()
                .setVerb("COS_REVOKE")
                .putArguments("approval", approval)
                .putArguments("reason", reason)
                .build();
        view.show(
                spec.commandLine().getOut(),
                to.asked(CustodyServiceBlockingStub.class, custody -> custody.performAlone(action)));
        return ExitCode.DONE;
    }
}
