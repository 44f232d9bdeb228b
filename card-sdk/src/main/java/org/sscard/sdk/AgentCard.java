package org.sscard.sdk;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sscard.sdk.rpc.AgentClient;
import org.sscard.sdk.rpc.CardAnswer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The card in one reader of the agent. It remembers the card last read: a debit goes to that card or fails. */
final class AgentCard implements SocialSecurityCard {
    private final AgentClient agent;
    private final String reader;
    private final Duration deadline;
    private volatile @Nullable String cardIdentificationCode;

    AgentCard(AgentClient agent, String reader, Duration deadline) {
        this.agent = agent;
        this.reader = reader;
        this.deadline = deadline;
    }

    @Override
    public BasicData readBasic() {
        try {
            return read(Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (CodedException e) {
            throw SdkFailure.of(e);
        }
    }

    @Override
    public PinResult verifyPin() {
        try {
            agent.verifyPin(reader, Deadline.after(deadline.toNanos(), TimeUnit.NANOSECONDS));
            return new PinResult.Verified();
        } catch (CodedException e) {
            return refusedByHolder(e)
                    .<PinResult>map(why -> new PinResult.Refused(why.code().name(), triesLeft(why)))
                    .orElseThrow(() -> SdkFailure.of(e));
        }
    }

    /** The debit of this card, not asked yet. */
    ByteString debitRequest(Split split, Deadline end) {
        String card = cardIdentificationCode;
        return agent.debitRequest(reader, card == null ? read(end).cardIdentificationCode() : card, split);
    }

    /** This card's answer to a challenge, after the PIN at the pad. */
    CardAnswer authenticate(ByteString challenge, Deadline end) {
        String card = cardIdentificationCode;
        return agent.authenticate(reader, card == null ? read(end).cardIdentificationCode() : card, challenge, end);
    }

    /** The card that lies in the reader now. */
    BasicData present(Deadline end) {
        return read(end);
    }

    /** A no of the holder or of his card, as opposed to a terminal that does not work. */
    static Optional<CodedException> refusedByHolder(CodedException e) {
        return Optional.of(e)
                .filter(why -> why.entry().area().equals("pin") || why.code() == ErrorCode.CARD_BALANCE_SHORT);
    }

    private BasicData read(Deadline end) {
        BasicData data = agent.readBasic(reader, end);
        cardIdentificationCode = data.cardIdentificationCode();
        return data;
    }

    private static OptionalInt triesLeft(CodedException why) {
        return why.code() == ErrorCode.PIN_WRONG
                        && why.arguments().stream().findFirst().orElse("").matches("[0-9]{1,2}")
                ? OptionalInt.of(Integer.parseInt(why.arguments().get(0)))
                : why.code() == ErrorCode.PIN_BLOCKED ? OptionalInt.of(0) : OptionalInt.empty();
    }
}
