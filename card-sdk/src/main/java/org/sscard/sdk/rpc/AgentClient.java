package org.sscard.sdk.rpc;

import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.sscard.sdk.BasicData;
import org.sscard.sdk.Split;
import org.sscard.wire.terminal.v1.DebitRequest;
import org.sscard.wire.terminal.v1.ReadBasicRequest;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc.TerminalServiceBlockingStub;
import org.sscard.wire.terminal.v1.VerifyPinRequest;

/** The terminal agent as the SDK sees it. */
public final class AgentClient {
    private static final String NAME = "agent";
    private static final DateTimeFormatter TERMINAL_TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private final TerminalServiceBlockingStub stub;
    private final Clock clock;

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
     * Debits the card once; never repeated. Card-specification §5.4, online settlement: nothing of the card's own
     * account, the whole bill as self-pay, what account and fund pay as pooled.
     */
    public DebitProof debit(String reader, String cardIdentificationCode, Split split, Deadline deadline) {
        DebitRequest request = DebitRequest.newBuilder()
                .setReader(reader)
                .setCardIdentificationCode(InsuranceMessages.bytes(cardIdentificationCode))
                .setAccountFen(0)
                .setSelfPayFen(split.total().value())
                .setPooledFen(split.account().plus(split.pooledFund()).value())
                .setTime(LocalDateTime.now(clock).format(TERMINAL_TIME))
                .build();
        try {
            return new DebitProof(stub.withDeadline(deadline).debit(request));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
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
