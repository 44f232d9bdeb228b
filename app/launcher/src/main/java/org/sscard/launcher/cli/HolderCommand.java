package org.sscard.launcher.cli;

import com.google.protobuf.Message;
import java.util.UUID;
import org.sscard.wire.issuer.v1.ActRequest;
import org.sscard.wire.issuer.v1.GetLifeCycleRequest;
import org.sscard.wire.issuer.v1.GetTimelineRequest;
import org.sscard.wire.issuer.v1.LifeCycleServiceGrpc.LifeCycleServiceBlockingStub;
import org.sscard.wire.issuer.v1.LookUpHolderRequest;
import org.sscard.wire.issuer.v1.RemakeCardRequest;
import org.sscard.wire.issuer.v1.SetBankStateRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "holder",
        description = "持卡人业务：挂失、解挂、补换、启用、注销 / what holders have done with their cards",
        mixinStandardHelpOptions = true)
final class HolderCommand {

    @Spec
    private CommandSpec spec;

    @Command(name = "table", description = "生命周期表 / the life-cycle table", mixinStandardHelpOptions = true)
    int table(@Mixin BureauConnection to, @Mixin AnswerView view) {
        return show(
                view,
                to.asked(
                        LifeCycleServiceBlockingStub.class,
                        cycle -> cycle.getLifeCycle(GetLifeCycleRequest.getDefaultInstance())));
    }

    @Command(name = "show", description = "此卡持有人的卡与可办业务 / the holder's cards", mixinStandardHelpOptions = true)
    int show(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "CARD") String card,
            @Option(names = "--channel", defaultValue = "COUNTER") String channel,
            @Option(names = "--proof", defaultValue = "ID_DOCUMENT") String proof) {
        return show(
                view,
                to.asked(
                        LifeCycleServiceBlockingStub.class,
                        cycle -> cycle.lookUpHolder(LookUpHolderRequest.newBuilder()
                                .setCardNumber(card)
                                .setChannel(channel)
                                .setProof(proof)
                                .build())));
    }

    @Command(
            name = "act",
            description = "办理一项业务，代码见 holder table / does one action of the table",
            mixinStandardHelpOptions = true)
    int act(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "CARD") String card,
            @Parameters(index = "1", paramLabel = "ACTION", description = "REPORT_LOSS, LIFT_LOSS, ACTIVATE …")
                    String action,
            @Option(names = "--reason", required = true, description = "原因代码 / a code of the table") String reason,
            @Option(names = "--note", defaultValue = "") String note,
            @Option(names = "--channel", defaultValue = "COUNTER") String channel,
            @Option(names = "--proof", defaultValue = "ID_DOCUMENT") String proof,
            @Option(names = "--from", defaultValue = "", description = "所见状态 / the state that was seen") String from,
            @Option(names = "--request-id", defaultValue = "", description = "重试时沿用 / repeated by a retry")
                    String requestId,
            @Option(names = "--dry-run", description = "只检查，不办理 / changes nothing") boolean dryRun) {
        ActRequest request = ActRequest.newBuilder()
                .setRequestId(requestId.isEmpty() ? UUID.randomUUID().toString() : requestId)
                .setCardNumber(card)
                .setChannel(channel)
                .setAction(action)
                .setProof(proof)
                .setReason(reason)
                .setNote(note)
                .setFromState(from)
                .setDryRun(dryRun)
                .setTerminal("cli")
                .build();
        return show(view, to.asked(LifeCycleServiceBlockingStub.class, cycle -> cycle.act(request)));
    }

    @Command(
            name = "timeline",
            description = "卡的经历 / everything that happened to a card",
            mixinStandardHelpOptions = true)
    int timeline(@Mixin BureauConnection to, @Mixin AnswerView view, @Parameters(paramLabel = "CARD") String card) {
        return show(
                view,
                to.asked(
                        LifeCycleServiceBlockingStub.class,
                        cycle -> cycle.getTimeline(GetTimelineRequest.newBuilder()
                                .setCardNumber(card)
                                .build())));
    }

    @Command(name = "bank", description = "登记银行功能状态 / notes the bank's state", mixinStandardHelpOptions = true)
    int bank(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(index = "0", paramLabel = "CARD") String card,
            @Parameters(index = "1", paramLabel = "STATE", description = "INACTIVE, ACTIVE, FROZEN, CLOSED")
                    String state,
            @Option(names = "--reason", defaultValue = "") String reason) {
        return show(
                view,
                to.asked(
                        LifeCycleServiceBlockingStub.class,
                        cycle -> cycle.setBankState(SetBankStateRequest.newBuilder()
                                .setCardNumber(card)
                                .setBankState(state)
                                .setReason(reason)
                                .build())));
    }

    @Command(
            name = "remake",
            description = "废卡、销毁或遗失的卡重制 / a new record for a card that came to nothing",
            mixinStandardHelpOptions = true)
    int remake(
            @Mixin BureauConnection to,
            @Mixin AnswerView view,
            @Parameters(paramLabel = "CARD") String card,
            @Option(names = "--reason", required = true) String reason) {
        return show(
                view,
                to.asked(
                        LifeCycleServiceBlockingStub.class,
                        cycle -> cycle.remakeCard(RemakeCardRequest.newBuilder()
                                .setCardNumber(card)
                                .setReason(reason)
                                .build())));
    }

    private int show(AnswerView view, Message answer) {
        view.show(spec.commandLine().getOut(), answer);
        return ExitCode.DONE;
    }
}
