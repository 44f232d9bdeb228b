package org.sscard.sdk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sscard.sdk.fake.FakeAgent;
import org.sscard.sdk.fake.FakeInsurer;
import org.sscard.sdk.fake.FakeLedger;

/** A hospital's desk in a test: one institution with its journal, an agent with a card, an insurer with books. */
final class Desk implements AutoCloseable {
    static final Duration NEVER = Duration.ofDays(1);
    static final Duration OFTEN = Duration.ofMillis(50);

    final String institution;
    final Path journal;
    final FakeInsurer insurer;
    final FakeAgent agent;
    final List<SettlementResult> recovered = new CopyOnWriteArrayList<>();

    Desk(Path journal) throws IOException {
        this("H21100200014", journal, new FakeInsurer(), new FakeAgent());
    }

    Desk(String institution, Path journal, FakeInsurer insurer, FakeAgent agent) {
        this.institution = institution;
        this.journal = journal;
        this.insurer = insurer;
        this.agent = agent;
    }

    MedicalSettlement open(Duration deadline, Duration recoveryInterval) {
        return open(journal, insurer.port(), deadline, recoveryInterval);
    }

    MedicalSettlement open(Path directory, int insurerPort, Duration deadline, Duration recoveryInterval) {
        return builder(directory, insurerPort)
                .deadline(deadline)
                .recoveryInterval(recoveryInterval)
                .open();
    }

    SettlementBuilder builder(Path directory, int insurerPort) {
        return MedicalSettlement.builder()
                .institution(institution)
                .agent(ServiceTarget.loopback(agent.port()))
                .insurer(ServiceTarget.loopback(insurerPort))
                .journal(directory)
                .onRecovered(recovered::add);
    }

    FakeLedger ledger() {
        return insurer.ledger(institution);
    }

    static Bill bill(String visit) {
        LocalDate day = LocalDate.of(2026, 11, 22);
        return Bill.inpatient(FakeAgent.SOCIAL_SECURITY_NUMBER, visit, day.minusDays(3), day)
                .with(FeeLine.of("1", "XSANDBOX000000000001", "1000.00", "1"))
                .with(FeeLine.of("2", "XSANDBOX000000000002", "12.34", "2"));
    }

    @Override
    public void close() {
        agent.close();
        insurer.close();
    }
}
