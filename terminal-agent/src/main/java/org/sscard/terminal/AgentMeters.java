package org.sscard.terminal;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.sscard.terminal.api.AgentChecks;
import org.sscard.terminal.api.OperationLog;
import org.sscard.terminal.api.StatusPage;
import org.sscard.terminal.card.Blacklist;
import org.sscard.terminal.check.Check;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.wire.error.ErrorCode;

/** The agent in numbers, under {@code /metrics}: operations by result, and what the status page says. No card, no person. */
final class AgentMeters implements OperationLog {

    private static final String OPERATIONS = "sscard.agent.operations";

    private final OperationLog log;
    private final MeterRegistry meters;

    /** @param log is told first */
    AgentMeters(OperationLog log, MeterRegistry meters) {
        this.log = log;
        this.meters = meters;
    }

    /** What is looked at whenever somebody asks. */
    void watch(ReaderDesk readers, Blacklist blacklist, List<StatusPage.Line> lines, AgentChecks checks) {
        Gauge.builder("sscard.agent.readers", readers, desk -> desk.readers().size())
                .register(meters);
        Gauge.builder(
                        "sscard.agent.readers.busy",
                        readers,
                        desk -> desk.readers().stream()
                                .filter(reader -> reader.leased())
                                .count())
                .register(meters);
        Gauge.builder(
                        "sscard.agent.readers.with.card",
                        readers,
                        desk -> desk.readers().stream()
                                .filter(reader -> reader.presence().cardPresent())
                                .count())
                .register(meters);
        FunctionCounter.builder("sscard.agent.commands", readers, ReaderDesk::commands)
                .description("commands sent to cards")
                .register(meters);
        Gauge.builder("sscard.agent.blacklist.version", blacklist, Blacklist::version)
                .register(meters);
        Gauge.builder("sscard.agent.blacklist.cards", blacklist, Blacklist::size)
                .register(meters);
        Gauge.builder(
                        "sscard.agent.blacklist.age.seconds",
                        checks,
                        now -> now.blacklistAge()
                                .map(Duration::toSeconds)
                                .map(Long::doubleValue)
                                .orElse(Double.NaN))
                .register(meters);
        Gauge.builder(
                        "sscard.agent.checks.bad",
                        checks,
                        now -> now.run().stream()
                                .filter(check -> check.state() == Check.State.BAD)
                                .count())
                .register(meters);
        lines.forEach(line -> Gauge.builder(
                        "sscard.agent.line.up", line, up -> up.up().getAsBoolean() ? 1 : 0)
                .tag("line", line.name())
                .register(meters));
    }

    @Override
    public void begun(String operation, String reader) {
        log.begun(operation, reader);
    }

    @Override
    public void done(String operation, String reader) {
        log.done(operation, reader);
        count(operation, "OK");
    }

    @Override
    public void refused(String operation, String reader, ErrorCode code) {
        log.refused(operation, reader, code);
        count(operation, code.name());
    }

    private void count(String operation, String result) {
        Counter.builder(OPERATIONS)
                .tag("operation", operation)
                .tag("result", result)
                .register(meters)
                .increment();
    }
}
