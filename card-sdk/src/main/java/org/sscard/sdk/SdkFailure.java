package org.sscard.sdk;

import org.sscard.wire.error.CodedException;

/**
 * A call that could not be done, by who must act. Nothing was posted by it unless the code is
 * TRANSACTION_OUTCOME_UNKNOWN, which the calls about money never throw: they answer
 * {@link SettlementResult.OutcomeUnknown} or {@link RefundResult.OutcomeUnknown}. Code, text and remedy come from the error catalogue.
 */
public abstract sealed class SdkFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CodedException coded;

    private SdkFailure(CodedException coded) {
        super(coded.getMessage(), coded);
        this.coded = coded;
    }

    static SdkFailure of(CodedException coded) {
        return switch (coded.entry().actor()) {
            case HOLDER -> new HolderMustAct(coded);
            case CLERK, NOBODY -> new ClerkMustAct(coded);
            case OPERATOR, CUSTODIAN, ADMINISTRATOR -> new OperationsMustAct(coded);
            case DEVELOPER -> new IntegratorMustAct(coded);
            case SUPPORT -> new SupportMustAct(coded);
        };
    }

    /** Stable; compare this, not the text. */
    public String code() {
        return coded.code().name();
    }

    public String zh() {
        return coded.zh();
    }

    public String en() {
        return coded.en();
    }

    public String remedyZh() {
        return coded.remedyZh();
    }

    public String remedyEn() {
        return coded.remedyEn();
    }

    /** Whether the same call may succeed later unchanged. */
    public boolean retryable() {
        return coded.retryable();
    }

    /** The cardholder: another PIN entry, a visit to the bureau. */
    public static final class HolderMustAct extends SdkFailure {
        private static final long serialVersionUID = 1L;

        private HolderMustAct(CodedException coded) {
            super(coded);
        }
    }

    /** The person at the window: insert the card, wait, use other data. */
    public static final class ClerkMustAct extends SdkFailure {
        private static final long serialVersionUID = 1L;

        private ClerkMustAct(CodedException coded) {
            super(coded);
        }
    }

    /** Whoever runs the machines: service down, certificate, disk. */
    public static final class OperationsMustAct extends SdkFailure {
        private static final long serialVersionUID = 1L;

        private OperationsMustAct(CodedException coded) {
            super(coded);
        }
    }

    /** Whoever wrote the calling program: a bill or call that is wrong. */
    public static final class IntegratorMustAct extends SdkFailure {
        private static final long serialVersionUID = 1L;

        private IntegratorMustAct(CodedException coded) {
            super(coded);
        }
    }

    /** The vendor's support. */
    public static final class SupportMustAct extends SdkFailure {
        private static final long serialVersionUID = 1L;

        private SupportMustAct(CodedException coded) {
            super(coded);
        }
    }
}
