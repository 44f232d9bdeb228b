package org.sscard.launcher.cli;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.sscard.keys.custody.Custodian;
import org.sscard.launcher.ceremony.TerminalConsole;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc.CustodyServiceBlockingStub;
import org.sscard.wire.keys.v1.DecideRequest;
import org.sscard.wire.keys.v1.Delivery;
import org.sscard.wire.keys.v1.DeliveryFile;
import org.sscard.wire.keys.v1.DeliveryName;
import org.sscard.wire.keys.v1.KeyComponent;
import org.sscard.wire.keys.v1.KeyRecord;
import org.sscard.wire.keys.v1.ListApprovalsRequest;
import org.sscard.wire.keys.v1.ListDeliveriesRequest;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.ListStaffRequest;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.Share;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "custody",
        description = "密钥保管：申请、复核、执行、交接（用个人证书连接发卡机构服务） / custody of keys at a running issuer",
        mixinStandardHelpOptions = true)
final class CustodyCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "keys", description = "密钥清单：校验值、状态 / keys by check value", mixinStandardHelpOptions = true)
    int keys(@Mixin IssuerConnection to, @Option(names = "--name", defaultValue = "") String name) {
        for (KeyRecord key : asked(
                        to,
                        custody -> custody.listKeys(
                                ListKeysRequest.newBuilder().setName(name).build()))
                .getKeysList()) {
            out().printf(
                            "%-34s %-22s %-11s %-8s %s%n",
                            key.getKey(),
                            key.getCheckValue(),
                            key.getState(),
                            key.getHome(),
                            key.getValidUntil().isEmpty() ? "" : "→ " + key.getValidUntil());
        }
        return ExitCode.DONE;
    }

    @Command(name = "ask", description = "提出申请，须另一人复核 / asks for approval", mixinStandardHelpOptions = true)
    int ask(
            @Mixin IssuerConnection to,
            @Parameters(
                            paramLabel = "VERB",
                            description = "KEY_ROTATE, KEY_STATE, KEY_ENTER, KEY_DELIVER, PSAM_ISSUE …")
                    String verb,
            @Option(names = "--set", paramLabel = "NAME=VALUE", description = "参数 / arguments")
                    Map<String, String> arguments) {
        show(asked(to, custody -> custody.requestAction(action(verb, arguments))));
        return ExitCode.DONE;
    }

    @Command(name = "approvals", description = "复核申请 / approval requests", mixinStandardHelpOptions = true)
    int approvals(@Mixin IssuerConnection to) {
        asked(to, custody -> custody.listApprovals(ListApprovalsRequest.getDefaultInstance()))
                .getApprovalsList()
                .forEach(this::show);
        return ExitCode.DONE;
    }

    @Command(name = "approve", description = "同意 / approves", mixinStandardHelpOptions = true)
    int approve(@Mixin IssuerConnection to, @Parameters(paramLabel = "APPROVAL") String id) {
        show(asked(
                to,
                custody -> custody.approve(
                        DecideRequest.newBuilder().setApprovalId(id).build())));
        return ExitCode.DONE;
    }

    @Command(name = "reject", description = "拒绝 / rejects", mixinStandardHelpOptions = true)
    int reject(
            @Mixin IssuerConnection to,
            @Parameters(paramLabel = "APPROVAL") String id,
            @Option(names = "--reason", required = true) String reason) {
        show(asked(
                to,
                custody -> custody.reject(DecideRequest.newBuilder()
                        .setApprovalId(id)
                        .setReason(reason)
                        .build())));
        return ExitCode.DONE;
    }

    @Command(name = "do", description = "执行已同意的申请，参数须一字不差 / does what was approved", mixinStandardHelpOptions = true)
    int perform(
            @Mixin IssuerConnection to,
            @Parameters(index = "0", paramLabel = "APPROVAL") String id,
            @Parameters(index = "1", paramLabel = "VERB") String verb,
            @Option(names = "--set", paramLabel = "NAME=VALUE") Map<String, String> arguments) {
        out().println(asked(
                        to,
                        custody -> custody.performAction(PerformRequest.newBuilder()
                                .setApprovalId(id)
                                .setAction(action(verb, arguments))
                                .build()))
                .getResult());
        return ExitCode.DONE;
    }

    @Command(
            name = "alone",
            description = "一人可做的：PSAM_LOST、CERTIFICATE_REVOKE / what one person may do",
            mixinStandardHelpOptions = true)
    int alone(
            @Mixin IssuerConnection to,
            @Parameters(paramLabel = "VERB") String verb,
            @Option(names = "--set", paramLabel = "NAME=VALUE") Map<String, String> arguments) {
        out().println(asked(to, custody -> custody.performAlone(action(verb, arguments)))
                .getResult());
        return ExitCode.DONE;
    }

    @Command(name = "deliveries", description = "密钥交接单 / keys between tiers", mixinStandardHelpOptions = true)
    int deliveries(@Mixin IssuerConnection to) {
        asked(to, custody -> custody.listDeliveries(ListDeliveriesRequest.getDefaultInstance()))
                .getDeliveriesList()
                .forEach(this::describe);
        return ExitCode.DONE;
    }

    @Command(
            name = "fetch",
            description = "取出密钥块文件或交接备忘录 / the file of key blocks, or the memo",
            mixinStandardHelpOptions = true)
    int fetch(
            @Mixin IssuerConnection to,
            @Parameters(paramLabel = "DELIVERY") String id,
            @Option(names = "--memo", description = "交接备忘录 PDF / the memo") boolean memo,
            @Option(names = "--out", required = true, paramLabel = "FILE") Path file) {
        DeliveryName name = DeliveryName.newBuilder().setDeliveryId(id).build();
        byte[] content = asked(to, custody -> memo ? custody.getDeliveryMemo(name) : custody.getDeliveryFile(name))
                .getContent()
                .toByteArray();
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
        out().println(file);
        return ExitCode.DONE;
    }

    @Command(
            name = "receive",
            description = "收下上级交来的密钥块文件 / takes in a delivered file",
            mixinStandardHelpOptions = true)
    int receive(@Mixin IssuerConnection to, @Parameters(paramLabel = "FILE") Path file) {
        ByteString content = ByteString.copyFrom(InputFile.bytes(file));
        describe(asked(
                to,
                custody -> custody.receiveDelivery(
                        DeliveryFile.newBuilder().setContent(content).build())));
        return ExitCode.DONE;
    }

    @Command(
            name = "share",
            description = "向一位接收人出示份额，只一次 / shows a receiver's share, once",
            mixinStandardHelpOptions = true)
    int share(@Mixin IssuerConnection to, @Parameters(paramLabel = "DELIVERY") String id) {
        TerminalConsole console = TerminalConsole.open();
        Share shown = asked(
                to,
                custody -> custody.showShare(
                        DeliveryName.newBuilder().setDeliveryId(id).build()));
        byte[] bytes = shown.getText().toByteArray();
        char[] text = new char[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            text[at] = (char) bytes[at];
        }
        try {
            console.show(new Custodian(shown.getNumber(), shown.getCustodian()), text);
        } finally {
            Arrays.fill(text, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
        return ExitCode.DONE;
    }

    @Command(name = "enter", description = "接收人输入自己的份额 / a receiver enters a share", mixinStandardHelpOptions = true)
    int enter(
            @Mixin IssuerConnection to,
            @Parameters(index = "0", paramLabel = "DELIVERY") String id,
            @Parameters(index = "1", paramLabel = "NUMBER", description = "份额序号 / number of the share") int number) {
        int missing = typed(
                "请输入份额（不显示） / enter the share (not shown): ",
                text -> asked(
                                to,
                                custody -> custody.enterShare(Share.newBuilder()
                                        .setDeliveryId(id)
                                        .setNumber(number)
                                        .setText(text)
                                        .build()))
                        .getMissing());
        out().println("还差 " + missing + " 份 / shares missing: " + missing);
        return ExitCode.DONE;
    }

    @Command(
            name = "staff",
            description = "人员与证书：角色、有效期、吊销 / who holds which role until when",
            mixinStandardHelpOptions = true)
    int staff(@Mixin IssuerConnection to) {
        asked(to, custody -> custody.listStaff(ListStaffRequest.getDefaultInstance()))
                .getStaffList()
                .forEach(member -> out().printf(
                                "%-12s %-20s %-9s %-24s %s %s%n",
                                member.getPerson(),
                                member.getAccount(),
                                member.getStanding(),
                                member.getValidUntil(),
                                String.join(",", member.getRolesList()),
                                member.getSerial()));
        return ExitCode.DONE;
    }

    @Command(
            name = "component",
            description = "输入厂商密钥的一个分量（KEY_ENTER 已同意） / enters a component of a vendor's key",
            mixinStandardHelpOptions = true)
    int component(
            @Mixin IssuerConnection to,
            @Parameters(index = "0", paramLabel = "APPROVAL", description = "KEY_ENTER 的复核申请号 / its approval")
                    String id,
            @Parameters(index = "1", paramLabel = "NUMBER", description = "分量序号 / number of the component")
                    int number) {
        int missing = typed(
                "请输入分量（不显示） / enter the component (not shown): ",
                text -> asked(
                                to,
                                custody -> custody.enterComponent(KeyComponent.newBuilder()
                                        .setApprovalId(id)
                                        .setNumber(number)
                                        .setText(text)
                                        .build()))
                        .getMissing());
        out().println("还差 " + missing + " 个 / components missing: " + missing);
        return ExitCode.DONE;
    }

    /** What is typed without echo, and erased afterwards. */
    private static int typed(String question, ToIntFunction<ByteString> sent) {
        char[] typed = TerminalConsole.open().secret(question);
        byte[] bytes = new byte[typed.length];
        for (int at = 0; at < typed.length; at++) {
            bytes[at] = (byte) typed[at];
        }
        try {
            return sent.applyAsInt(ByteString.copyFrom(bytes));
        } finally {
            Arrays.fill(typed, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static CustodyAction action(String verb, Map<String, String> arguments) {
        CustodyAction.Builder action = CustodyAction.newBuilder().setVerb(verb);
        if (arguments != null) {
            action.putAllArguments(arguments);
        }
        return action.build();
    }

    /** One call. What the service refused is shown as every failure is. */
    static <T> T asked(IssuerConnection to, Function<CustodyServiceBlockingStub, T> call) {
        try (RpcConnection connection = to.open()) {
            try {
                return call.apply(connection.stub(CustodyServiceBlockingStub.class, IssuerConnection.PATIENCE));
            } catch (StatusRuntimeException e) {
                throw connection.failure(e);
            }
        }
    }

    private void show(ApprovalState approval) {
        PrintWriter out = out();
        out.printf(
                "%s %-9s %s  %s → %s%n",
                approval.getApprovalId(),
                approval.getState(),
                approval.getPreview().getSummary(),
                approval.getRequestedBy(),
                approval.getDecidedBy().isEmpty() ? "…" : approval.getDecidedBy());
        approval.getPreview()
                .getChangesList()
                .forEach(change -> out.printf(
                        "    %s: %s → %s%n",
                        change.getWhat(), change.getBefore().isEmpty() ? "–" : change.getBefore(), change.getAfter()));
        approval.getPreview().getReachList().forEach(line -> out.println("    ! " + line));
    }

    private void describe(Delivery delivery) {
        out().printf(
                        "%s %-11s %s  %d keys, %d / %d shares, SHA-256 %s%n",
                        delivery.getDeliveryId(),
                        delivery.getState(),
                        delivery.getScope(),
                        delivery.getKeysCount(),
                        delivery.getThreshold(),
                        delivery.getCustodiansCount(),
                        delivery.getFileSha256());
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
