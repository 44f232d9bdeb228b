package org.sscard.insurance.rpc;

import org.jspecify.annotations.Nullable;
import org.sscard.insurance.settlement.SettleCommand;
import org.sscard.insurance.settlement.store.QuoteStore;
import org.sscard.insurance.store.DatabaseSessions;

/**
 * The sandbox's fault institution: there the last two digits of a bill's total choose what goes wrong with its answer. The
 * ending .05 concerns the split, not the answer: {@link org.sscard.insurance.settlement.SchemeBook#withFaultInstitution}.
 */
public final class FaultDrill {

    private static final int FEN_PER_YUAN = 100;

    /** What goes wrong. */
    public enum Fault {
        NONE,
        /** No answer, nothing posted. */
        TIMEOUT_BEFORE,
        /** Posted, no answer. */
        TIMEOUT_AFTER,
        /** Refused as if the insurer were down. */
        DOWN,
        /** Posted, and every answer says that the outcome is unknown: only a reversal clears it up. */
        MUST_BE_REVERSED
    }

    private final DatabaseSessions sessions;
    private final @Nullable String institution;
    private final QuoteStore quotes = new QuoteStore();

    /** @param institution the fault institution's code; null outside the sandbox */
    public FaultDrill(DatabaseSessions sessions, @Nullable String institution) {
        this.sessions = sessions;
        this.institution = institution;
    }

    Fault of(SettleCommand command) {
        if (!command.institution().equals(institution)) {
            return Fault.NONE;
        }
        return sessions.read(session -> quotes.find(session, command.institution(), command.quoteId()))
                .map(quote -> byEnding(quote.totalFen() % FEN_PER_YUAN))
                .orElse(Fault.NONE);
    }

    /** For a bill of this institution that comes to so much. */
    public Fault of(String billing, long totalFen) {
        return billing.equals(institution) ? byEnding(totalFen % FEN_PER_YUAN) : Fault.NONE;
    }

    private static Fault byEnding(long ending) {
        if (ending == 1) {
            return Fault.TIMEOUT_BEFORE;
        }
        if (ending == 2) {
            return Fault.TIMEOUT_AFTER;
        }
        if (ending == 3) {
            return Fault.DOWN;
        }
        return ending == 7 ? Fault.MUST_BE_REVERSED : Fault.NONE;
    }
}
