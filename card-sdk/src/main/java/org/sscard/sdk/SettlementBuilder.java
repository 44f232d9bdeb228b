package org.sscard.sdk;

import io.grpc.ManagedChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sscard.sdk.rpc.Channels;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Gathers what a {@link MedicalSettlement} needs; institution, agent, insurer and journal must be given. */
public final class SettlementBuilder {
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final Duration RECOVERY_INTERVAL = Duration.ofSeconds(30);

    private @Nullable String institution;
    private @Nullable ServiceTarget agent;
    private @Nullable ServiceTarget insurer;
    private @Nullable Path journal;
    private Duration deadline = DEADLINE;
    private Duration recoveryInterval = RECOVERY_INTERVAL;
    private Clock clock = Clock.system(ZoneId.of("Asia/Shanghai"));
    private RandomGenerator random = new SecureRandom();
    private OutcomeListener listener = result -> {};
    private ReconciliationListener reconciled = day -> {};
    private RefusedLinesListener refusedLines = lines -> {};
    private @Nullable LocalTime closeAt = LocalTime.of(0, 30);

    record Settings(
            String institution,
            Duration deadline,
            Duration recoveryInterval,
            Clock clock,
            RandomGenerator random,
            OutcomeListener listener,
            ReconciliationListener reconciled,
            RefusedLinesListener refusedLines,
            @Nullable LocalTime closeAt) {}

    SettlementBuilder() {}

    /** The institution's national code (fixmedins_code), 12 characters. */
    public SettlementBuilder institution(String code) {
        this.institution = code;
        return this;
    }

    public SettlementBuilder agent(ServiceTarget target) {
        this.agent = target;
        return this;
    }

    public SettlementBuilder insurer(ServiceTarget target) {
        this.insurer = target;
        return this;
    }

    /** A directory of this program alone, on a disk that keeps what it confirms. */
    public SettlementBuilder journal(Path directory) {
        this.journal = directory;
        return this;
    }

    /** For one whole call, PIN entry, queries and resends included; 90 s unless given. */
    public SettlementBuilder deadline(Duration wholeCall) {
        this.deadline = wholeCall;
        return this;
    }

    /** How often recovery looks for unknown outcomes; 30 s unless given. */
    public SettlementBuilder recoveryInterval(Duration interval) {
        this.recoveryInterval = interval;
        return this;
    }

    /** Its zone is the terminal's local time; Asia/Shanghai unless given. */
    public SettlementBuilder clock(Clock source) {
        this.clock = source;
        return this;
    }

    /** Where transaction ids are drawn from; it must not repeat itself across restarts. */
    public SettlementBuilder random(RandomGenerator source) {
        this.random = source;
        return this;
    }

    public SettlementBuilder onRecovered(OutcomeListener hearer) {
        this.listener = hearer;
        return this;
    }

    /**
     * When a day that is over is compared with the insurer and closed, local time; 00:30 unless given. The journal must then
     * hold all that the institution settles: one that settles through several journals, or beside the SDK, compares its days
     * itself.
     */
    public SettlementBuilder dailyReconciliation(LocalTime at) {
        this.closeAt = at;
        return this;
    }

    /** Days are neither compared nor closed unless the program asks for it. */
    public SettlementBuilder withoutDailyReconciliation() {
        this.closeAt = null;
        return this;
    }

    /** Who hears of queued fee lines that the insurer refused. */
    public SettlementBuilder onRefusedLines(RefusedLinesListener hearer) {
        this.refusedLines = hearer;
        return this;
    }

    public SettlementBuilder onReconciled(ReconciliationListener hearer) {
        this.reconciled = hearer;
        return this;
    }

    /**
     * Opens the journal, connects on first use, and begins to recover what an earlier process left unknown.
     *
     * @throws SdkFailure a setting is missing, the journal is in use, damaged or not writable, a certificate unusable
     */
    public MedicalSettlement open() {
        try {
            Settings settings = new Settings(
                    given(institution, "institution"),
                    deadline,
                    recoveryInterval,
                    clock,
                    random,
                    listener,
                    reconciled,
                    refusedLines,
                    closeAt);
            return open(settings, given(agent, "agent"), given(insurer, "insurer"), given(journal, "journal"));
        } catch (CodedException e) {
            throw SdkFailure.of(e);
        }
    }

    private static MedicalSettlement open(Settings settings, ServiceTarget agent, ServiceTarget insurer, Path journal) {
        ManagedChannel agentChannel = Channels.open(agent);
        try {
            ManagedChannel insurerChannel = Channels.open(insurer);
            try {
                JournalledSettlement settlement = new JournalledSettlement(
                        settings, JournalFiles.open(journal, settings, insurerChannel), agentChannel, insurerChannel);
                settlement.start();
                return settlement;
            } catch (CodedException e) {
                insurerChannel.shutdownNow();
                throw e;
            }
        } catch (CodedException e) {
            agentChannel.shutdownNow();
            throw e;
        }
    }

    private static <T> T given(@Nullable T setting, String name) {
        if (setting == null) {
            throw new CodedException(ErrorCode.CONFIG_KEY_MISSING, name);
        }
        return setting;
    }
}
