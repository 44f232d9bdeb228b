package org.sscard.terminal.kiosk.rpc;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.kiosk.Bureau;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.ActRequest;
import org.sscard.wire.issuer.v1.CodeText;
import org.sscard.wire.issuer.v1.GetLifeCycleRequest;
import org.sscard.wire.issuer.v1.LifeCycleAction;
import org.sscard.wire.issuer.v1.LifeCycleServiceGrpc.LifeCycleServiceBlockingStub;
import org.sscard.wire.issuer.v1.LifeCycleTable;
import org.sscard.wire.issuer.v1.LookUpHolderRequest;

/** The bureau over gRPC, by the channel KIOSK of its life-cycle table. */
public final class BureauLine implements Bureau {

    private static final String CHANNEL = "KIOSK";
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final RpcConnection connection;
    private final LifeCycleServiceBlockingStub bureau;
    private final String terminal;

    public BureauLine(RpcConnection connection, String terminal) {
        this.connection = connection;
        this.bureau = connection.stub(LifeCycleServiceBlockingStub.class, PATIENCE);
        this.terminal = terminal;
    }

    @Override
    public List<HeldCard> cards(CardIdentificationCode shown) {
        return lookUp(LookUpHolderRequest.newBuilder().setCardIdentificationCode(ByteString.copyFrom(shown.bytes())));
    }

    @Override
    public List<HeldCard> cards(String socialSecurityNumber) {
        return lookUp(LookUpHolderRequest.newBuilder()
                .setSocialSecurityNumber(socialSecurityNumber)
                .setProof(Proof.IDENTITY_SERVICE.name()));
    }

    private List<HeldCard> lookUp(LookUpHolderRequest.Builder request) {
        request.setChannel(CHANNEL);
        return called(() -> bureau.lookUpHolder(request.build())).getCardsList().stream()
                .map(BureauLine::held)
                .toList();
    }

    @Override
    public Optional<Rule> rule(String action) {
        LifeCycleTable table = called(() -> bureau.getLifeCycle(GetLifeCycleRequest.getDefaultInstance()));
        return table.getActionsList().stream()
                .filter(row -> row.getAction().getCode().equals(action))
                .flatMap(row -> rule(row, table))
                .findFirst();
    }

    private static Stream<Rule> rule(LifeCycleAction row, LifeCycleTable table) {
        return row.getChannelsList().stream()
                .filter(channel -> channel.getChannel().equals(CHANNEL))
                .map(channel -> new Rule(
                        row.getAction().getCode(),
                        Set.copyOf(channel.getFromStatesList()),
                        Set.copyOf(channel.getProofsList()),
                        row.getReasonsList().stream()
                                .filter(reason -> !reason.getMachine())
                                .map(reason -> new Reason(
                                        named(reason.getReason(), table), Set.copyOf(reason.getFromStatesList())))
                                .toList()));
    }

    private static Named named(String reason, LifeCycleTable table) {
        return table.getReasonsList().stream()
                .filter(text -> text.getCode().equals(reason))
                .map(BureauLine::named)
                .findFirst()
                .orElseGet(() -> new Named(reason, reason, ""));
    }

    @Override
    public HeldCard act(Wish wish) {
        ActRequest request = ActRequest.newBuilder()
                .setRequestId(wish.requestId())
                .setCardNumber(wish.cardNumber())
                .setChannel(CHANNEL)
                .setAction(wish.action())
                .setProof(wish.proof().name())
                .setReason(wish.reason())
                .setFromState(wish.fromState())
                .setTerminal(terminal)
                .build();
        return held(called(() -> bureau.act(request)).getCard());
    }

    private static HeldCard held(org.sscard.wire.issuer.v1.HeldCard card) {
        ByteString code = card.getCard().getCardIdentificationCode();
        return new HeldCard(
                card.getCard().getCardNumber(),
                named(card.getState()),
                card.getBlacklisted(),
                named(card.getBankState()),
                code.size() == CardIdentificationCode.LENGTH
                        ? Optional.of(CardIdentificationCode.ofBytes(code.toByteArray()))
                        : Optional.empty(),
                card.getPeriodEndsAtMillis() == 0
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(card.getPeriodEndsAtMillis())),
                card.getProgressList().stream()
                        .map(step -> new Progress(named(step.getState()), Instant.ofEpochMilli(step.getAtMillis())))
                        .toList());
    }

    private static Named named(CodeText text) {
        return new Named(text.getCode(), text.getZh(), text.getEn());
    }

    /** A certificate that may not ask is for the kiosk as if the line were down: nobody at the screen can mend it. */
    private <T> T called(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException e) {
            CodedException failure = connection.failure(e);
            throw switch (failure.code()) {
                case CLIENT_CERTIFICATE_REQUIRED, ROLE_NOT_ALLOWED ->
                    new CodedException(failure, ErrorCode.SERVICE_UNAVAILABLE, "issuer");
                default -> failure;
            };
        }
    }
}
