package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.stub.StreamObserver;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sscard.issuer.desk.CardKey;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.HolderCard;
import org.sscard.servicekit.security.Principal;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.ActRequest;
import org.sscard.wire.issuer.v1.ActResponse;
import org.sscard.wire.issuer.v1.GetLifeCycleRequest;
import org.sscard.wire.issuer.v1.GetTimelineRequest;
import org.sscard.wire.issuer.v1.HeldCard;
import org.sscard.wire.issuer.v1.Holding;
import org.sscard.wire.issuer.v1.LifeCycleServiceGrpc;
import org.sscard.wire.issuer.v1.LifeCycleTable;
import org.sscard.wire.issuer.v1.LookUpHolderRequest;
import org.sscard.wire.issuer.v1.RemakeCardRequest;
import org.sscard.wire.issuer.v1.SetBankStateRequest;
import org.sscard.wire.issuer.v1.Timeline;

/** The life cycle's edge. */
public final class LifeCycleRpc extends LifeCycleServiceGrpc.LifeCycleServiceImplBase {

    private static final int MAX_REQUEST_ID = 64;
    private static final int MAX_TEXT = 200;

    private final HolderDesk desk;
    private final Periods periods;

    public LifeCycleRpc(HolderDesk desk, Periods periods) {
        this.desk = desk;
        this.periods = periods;
    }

    @Override
    public void getLifeCycle(GetLifeCycleRequest request, StreamObserver<LifeCycleTable> observer) {
        Calls.answer(observer, () -> LifeCycleMessages.table(periods));
    }

    @Override
    public void lookUpHolder(LookUpHolderRequest request, StreamObserver<Holding> observer) {
        Calls.answer(observer, () -> {
            Channel channel = code(Channel.class, "channel", request.getChannel());
            Optional<Proof> proof = proof(request.getProof());
            CardKey key = switch (request.getHolderCase()) {
                case CARD_NUMBER -> new CardKey.Numbered(number(request.getCardNumber()));
                case CARD_IDENTIFICATION_CODE -> chip(request.getCardIdentificationCode());
                case SOCIAL_SECURITY_NUMBER -> person(request.getSocialSecurityNumber());
                case HOLDER_NOT_SET -> throw new CodedException(ErrorCode.REQUEST_INVALID, "holder", "one of three");
            };
            List<HolderCard> cards = desk.lookUp(key, channel, proof, Principal.current());
            return LifeCycleMessages.holding(cards, channel, proof);
        });
    }

    @Override
    public void act(ActRequest request, StreamObserver<ActResponse> observer) {
        Calls.answer(observer, () -> {
            Channel channel = code(Channel.class, "channel", request.getChannel());
            Optional<Proof> proof = proof(request.getProof());
            if (request.getRequestId().isBlank() || request.getRequestId().length() > MAX_REQUEST_ID) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "request_id", "1.." + MAX_REQUEST_ID);
            }
            CardKey key = switch (request.getCardCase()) {
                case CARD_NUMBER -> new CardKey.Numbered(number(request.getCardNumber()));
                case CARD_IDENTIFICATION_CODE -> chip(request.getCardIdentificationCode());
                case SOCIAL_SECURITY_NUMBER -> person(request.getSocialSecurityNumber());
                case CARD_NOT_SET -> throw new CodedException(ErrorCode.REQUEST_INVALID, "card", "one of three");
            };
            HolderDesk.Answer answer = desk.act(
                    new HolderDesk.Ask(
                            request.getRequestId(),
                            digest(request),
                            key,
                            channel,
                            code(CardAction.class, "action", request.getAction()),
                            proof,
                            code(Reason.class, "reason", request.getReason()),
                            text("note", request.getNote()),
                            Calls.actor(request.getActor()),
                            text("terminal", request.getTerminal()),
                            request.getFromState().isEmpty()
                                    ? Optional.empty()
                                    : Optional.of(code(CardState.class, "from_state", request.getFromState())),
                            request.getDryRun()),
                    Principal.current());
            ActResponse.Builder response = ActResponse.newBuilder()
                    .setCard(LifeCycleMessages.held(answer.card(), channel, proof))
                    .setRepeatedRequest(answer.repeated());
            answer.replacement()
                    .ifPresent(card -> response.setReplacement(LifeCycleMessages.held(card, channel, proof)));
            return response.build();
        });
    }

    @Override
    public void getTimeline(GetTimelineRequest request, StreamObserver<Timeline> observer) {
        Calls.answer(
                observer,
                () -> LifeCycleMessages.timeline(
                        desk.timeline(number(request.getCardNumber())).history()));
    }

    @Override
    public void setBankState(SetBankStateRequest request, StreamObserver<HeldCard> observer) {
        Calls.answer(
                observer,
                () -> staffView(desk.setBankState(
                        number(request.getCardNumber()),
                        code(BankState.class, "bank_state", request.getBankState()),
                        Calls.actor(request.getActor()),
                        text("reason", request.getReason()))));
    }

    @Override
    public void remakeCard(RemakeCardRequest request, StreamObserver<HeldCard> observer) {
        Calls.answer(observer, () -> {
            if (request.getReason().isBlank()) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "reason", "not empty");
            }
            return staffView(desk.remake(
                    number(request.getCardNumber()),
                    Calls.actor(request.getActor()),
                    text("reason", request.getReason())));
        });
    }

    private static HeldCard staffView(HolderCard card) {
        return LifeCycleMessages.held(card, Channel.BUREAU, Optional.empty());
    }

    private static CardKey chip(ByteString code) {
        if (code.size() != CardIdentificationCode.LENGTH) {
            throw new CodedException(
                    ErrorCode.REQUEST_INVALID, "card_identification_code", CardIdentificationCode.LENGTH + " bytes");
        }
        return new CardKey.OfChip(CardIdentificationCode.ofBytes(code.toByteArray()));
    }

    private static CardKey person(String idNumber) {
        return new CardKey.OfPerson(idNumber.strip().toUpperCase(Locale.ROOT));
    }

    private static String number(String cardNumber) {
        return cardNumber.strip().toUpperCase(Locale.ROOT);
    }

    private static Optional<Proof> proof(String code) {
        return code.isEmpty() ? Optional.empty() : Optional.of(code(Proof.class, "proof", code));
    }

    private static String text(String field, String text) {
        if (text.length() > MAX_TEXT) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "0.." + MAX_TEXT);
        }
        return text.strip();
    }

    private static <E extends Enum<E>> E code(Class<E> codes, String field, String code) {
        try {
            return Enum.valueOf(codes, code);
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "a code of /v1/lifecycle");
        }
    }

    private static String digest(Message request) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request.toByteArray()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }
}
