package org.sscard.terminal.kiosk;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.issuer.v1.ActRequest;
import org.sscard.wire.issuer.v1.ActResponse;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.ChannelRule;
import org.sscard.wire.issuer.v1.CodeText;
import org.sscard.wire.issuer.v1.GetLifeCycleRequest;
import org.sscard.wire.issuer.v1.HeldCard;
import org.sscard.wire.issuer.v1.Holding;
import org.sscard.wire.issuer.v1.LifeCycleAction;
import org.sscard.wire.issuer.v1.LifeCycleServiceGrpc;
import org.sscard.wire.issuer.v1.LifeCycleTable;
import org.sscard.wire.issuer.v1.LookUpHolderRequest;
import org.sscard.wire.issuer.v1.ProgressStep;
import org.sscard.wire.issuer.v1.ReasonRule;

/** The bureau's end of the line: one card, the kiosk's rows of the life-cycle table, and what it was asked. */
final class SpokenBureau extends LifeCycleServiceGrpc.LifeCycleServiceImplBase {

    private static final Map<String, String> STATES = Map.of(
            "ISSUED", "已领取",
            "ACTIVE", "启用",
            "TEMP_LOST", "临时挂失",
            "LOST", "挂失",
            "REPLACING", "补换",
            "PIN_BLOCKED", "密码锁定",
            "CANCELLED", "注销");

    volatile String state = "ISSUED";
    volatile ByteString code = ByteString.EMPTY;
    final List<ActRequest> asked = new CopyOnWriteArrayList<>();
    final Map<String, ActResponse> answered = new ConcurrentHashMap<>();
    /** How many answers are lost on the way, after the work was done. */
    final AtomicInteger answersToLose = new AtomicInteger();
    /** Nothing reaches it. */
    volatile boolean away;

    @Override
    public void getLifeCycle(GetLifeCycleRequest request, StreamObserver<LifeCycleTable> observer) {
        observer.onNext(LifeCycleTable.newBuilder()
                .addActions(action("ACTIVATE", "ACTIVE", "CARD_AND_PIN", "HOLDER_REQUEST", "ISSUED"))
                .addActions(action(
                        "REPORT_TEMPORARY_LOSS", "TEMP_LOST", "IDENTITY_SERVICE", "CARD_LOST", "ISSUED", "ACTIVE"))
                .addActions(action("REPORT_LOSS", "LOST", "CARD_AND_PIN", "CARD_LOST", "ACTIVE"))
                .addActions(action("LIFT_TEMPORARY_LOSS", "ACTIVE", "CARD_AND_PIN", "CARD_FOUND", "TEMP_LOST"))
                .addActions(action("LIFT_LOSS", "ACTIVE", "CARD_AND_PIN", "CARD_FOUND", "LOST"))
                .addActions(
                        action("REQUEST_REPLACEMENT", "REPLACING", "CARD_AND_PIN", "CARD_DAMAGED", "ACTIVE").toBuilder()
                                .addReasons(reason("CARD_LOST", List.of("LOST")))
                                .addReasons(reason("CARD_EXPIRED", List.of("ACTIVE")))
                                .addReasons(reason("DATA_CHANGED", List.of("ACTIVE"))))
                .addReasons(text("HOLDER_REQUEST", "本人申请", "the holder asks"))
                .addReasons(text("CARD_LOST", "卡片遗失", "the card is lost"))
                .addReasons(text("CARD_FOUND", "卡片找回", "the card was found"))
                .addReasons(text("CARD_DAMAGED", "卡片损坏", "the card is damaged"))
                .addReasons(text("CARD_EXPIRED", "有效期届满", "the card has expired"))
                .addReasons(text("DATA_CHANGED", "个人信息变更", "the holder's data changed"))
                .build());
        observer.onCompleted();
    }

    private static LifeCycleAction action(String code, String to, String proof, String reason, String... from) {
        return LifeCycleAction.newBuilder()
                .setAction(text(code, code, code))
                .addAllFromStates(List.of(from))
                .setToState(to)
                .addChannels(ChannelRule.newBuilder()
                        .setChannel("KIOSK")
                        .addProofs(proof)
                        .addAllFromStates(List.of(from)))
                .addReasons(reason(reason, List.of(from)))
                .build();
    }

    private static ReasonRule reason(String code, List<String> from) {
        return ReasonRule.newBuilder().setReason(code).addAllFromStates(from).build();
    }

    private static CodeText text(String code, String zh, String en) {
        return CodeText.newBuilder().setCode(code).setZh(zh).setEn(en).build();
    }

    @Override
    public void lookUpHolder(LookUpHolderRequest request, StreamObserver<Holding> observer) {
        requireReached();
        if (request.hasCardIdentificationCode()) {
            code = request.getCardIdentificationCode();
        }
        observer.onNext(Holding.newBuilder().addCards(held()).build());
        observer.onCompleted();
    }

    private void requireReached() {
        if (away) {
            throw GrpcErrors.toStatus(new CodedException(ErrorCode.SERVER_STOPPING));
        }
    }

    private HeldCard held() {
        HeldCard.Builder card = HeldCard.newBuilder()
                .setCard(Card.newBuilder().setCardNumber("A12345673").setCardIdentificationCode(code))
                .setState(text(state, STATES.get(state), state))
                .setBankState(text("INACTIVE", "未激活", "inactive"))
                .setBlacklisted(state.equals("TEMP_LOST") || state.equals("LOST"));
        long day = 1_760_000_000_000L;
        for (String[] step : new String[][] {
            {"APPLIED", "申领"}, {"REVIEWED", "已审核"}, {"IN_BATCH", "已入批次"}, {"PERSONALISING", "制卡中"},
            {"QC_PASSED", "质检合格"}, {"IN_TRANSIT", "配送中"}, {"AT_BRANCH", "待领"}, {"ISSUED", "已领取"}
        }) {
            day += 86_400_000L;
            card.addProgress(ProgressStep.newBuilder()
                    .setState(text(step[0], step[1], ""))
                    .setAtMillis(day));
        }
        return card.build();
    }

    @Override
    public void act(ActRequest request, StreamObserver<ActResponse> observer) {
        requireReached();
        asked.add(request);
        ActResponse answer = answered.computeIfAbsent(request.getRequestId(), id -> done(request));
        if (answersToLose.getAndDecrement() > 0) {
            throw GrpcErrors.toStatus(new CodedException(ErrorCode.SERVER_STOPPING));
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    private ActResponse done(ActRequest request) {
        state = switch (request.getAction()) {
            case "ACTIVATE", "LIFT_LOSS", "LIFT_TEMPORARY_LOSS", "RESET_PIN" -> "ACTIVE";
            case "REPORT_TEMPORARY_LOSS" -> "TEMP_LOST";
            case "REPORT_LOSS" -> "LOST";
            default -> "REPLACING";
        };
        return ActResponse.newBuilder().setCard(held()).build();
    }
}
