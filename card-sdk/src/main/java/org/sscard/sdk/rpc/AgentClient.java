package org.sscard.sdk.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;
import org.sscard.sdk.BasicData;
import org.sscard.sdk.Split;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.terminal.v1.AuthenticateRequest;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc.TerminalServiceBlockingStub;
import org.sscard.wire.terminal.v1.VerifyPinRequest;

/** The terminal agent as the SDK sees it. */
public final class AgentClient {
    private static final String NAME = "agent";
    private static final int ATTEMPTS = 4;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final DateTimeFormatter TERMINAL_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final TerminalServiceBlockingStub stub;
    private final Clock clock;
    private LocalDateTime lastDebit = LocalDateTime.MIN;

    public AgentClient(Channel channel, Clock clock) {
        this.stub = TerminalServiceGrpc.newBlockingStub(channel);
        this.clock = clock;
    }

    public BasicData readBasic(String reader, Deadline deadline) {
        ReadBasicRequest request =
                ReadBasicRequest.newBuilder().setReader(reader).build();
        try {
            return basicData(stub.withDeadline(deadline).readBasic(request));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    public void verifyPin(String reader, Deadline deadline) {
        VerifyPinRequest request =
                VerifyPinRequest.newBuilder().setReader(reader).build();
        try {
            stub.withDeadline(deadline).verifyPin(request);
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    /**
     * What the card is to be debited, as it is asked and, when the answer is lost, asked again. Card-specification §5.4,
     * online settlement: nothing of the card's own account, the whole bill as self-pay, what account and fund pay as
     * pooled. The agent knows a request by card, amounts and time, so no two have the same second.
     */
    public ByteString debitRequest(String reader, String cardIdentificationCode, Split split) {
        return DebitRequest.newBuilder()
                .setReader(reader)
                .setCardIdentificationCode(InsuranceMessages.bytes(cardIdentificationCode))
                .setAccountFen(0)
                .setSelfPayFen(split.total().value())
                .setPooledFen(split.account().plus(split.pooledFund()).value())
                .setTime(nextSecond().format(TERMINAL_TIME))
                .build()
                .toByteString();
    }

    /**
     * Debits the card. A request that was carried out before fetches its proof and debits nothing (faults F23), so a
     * line to the agent that breaks is tried again.
     *
     * @param askedBefore whether the same request may have reached the agent earlier
     * @throws CodedException whatever keeps the card from debiting; after {@link #leavesOpen} the card may have done it
     */
    public DebitProof debit(ByteString request, boolean askedBefore, Deadline deadline) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new DebitProof(stub.withDeadline(deadline).debit(DebitRequest.parseFrom(request)));
            } catch (StatusRuntimeException e) {
                boolean lost = e.getStatus().getCode() == Status.Code.UNAVAILABLE
                        && GrpcErrors.fromStatus(e).isEmpty();
                if (!lost || attempt == ATTEMPTS || deadline.isExpired()) {
                    CodedException failure = Statuses.failure(e, NAME);
                    throw askedBefore || attempt > 1 ? ofRepetition(failure) : failure;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (InvalidProtocolBufferException e) {
                throw new IllegalStateException("the journal keeps the bytes of a request it was given", e);
            }
        }
    }

    /**
     * Lets the card answer a challenge, after the PIN at the pad. Nothing changes on the card, so a lost answer is worth
     * nothing and the whole is begun anew.
     *
     * @param challenge 16 bytes of the insurer
     */
    public CardAnswer authenticate(
            String reader, String cardIdentificationCode, ByteString challenge, Deadline deadline) {
        AuthenticateRequest request = AuthenticateRequest.newBuilder()
                .setReader(reader)
                .setCardIdentificationCode(InsuranceMessages.bytes(cardIdentificationCode))
                .setChallenge(challenge)
                .build();
        try {
            return new CardAnswer(stub.withDeadline(deadline).authenticate(request));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    /**
     * What a failure means after an attempt whose answer is not known. The agent asks for the PIN only once the card said
     * that it did nothing; before that, no card in the reader or another one tells nothing of the first attempt.
     */
    private static CodedException ofRepetition(CodedException failure) {
        boolean cardWasAsked = failure.entry().area().equals("pin")
                || failure.code() == ErrorCode.CARD_BALANCE_SHORT
                || failure.code() == ErrorCode.CARD_DEBIT_NOT_DONE;
        return cardWasAsked || leavesOpen(failure)
                ? failure
                : new CodedException(failure, ErrorCode.CARD_DEBIT_UNKNOWN);
    }

    /** Whether a failed debit may nevertheless stand on the card. */
    public static boolean leavesOpen(CodedException failure) {
        return failure.code() == ErrorCode.CARD_DEBIT_UNKNOWN
                || failure.entry().area().equals("server");
    }

    private synchronized LocalDateTime nextSecond() {
        LocalDateTime now = LocalDateTime.now(clock).truncatedTo(ChronoUnit.SECONDS);
        lastDebit = now.isAfter(lastDebit) ? now : lastDebit.plusSeconds(1);
        return lastDebit;
    }

    private static BasicData basicData(org.sscard.wire.terminal.v1.BasicData read) {
        HexFormat hex = HexFormat.of();
        return new BasicData(
                read.getRegion(),
                read.getSocialSecurityNumber(),
                read.getCardNumber(),
                hex.formatHex(read.getCardIdentificationCode().toByteArray()),
                read.getName(),
                hex.formatHex(read.getHistoricalBytes().toByteArray()),
                read.getSpecificationVersion(),
                read.getIssueDate(),
                read.getExpiryDate(),
                read.getTerminal(),
                read.getDevice(),
                read.getAuthenticated());
    }
}
