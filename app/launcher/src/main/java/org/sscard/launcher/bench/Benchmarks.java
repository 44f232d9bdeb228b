package org.sscard.launcher.bench;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The benchmarks of this project. */
public final class Benchmarks {

    private Benchmarks() {}

    public static List<Benchmark> all(Clock clock, SecureRandom random) {
        return List.of(
                new ReadBenchmark(clock, random),
                new DeriveBenchmark(clock, random),
                new PersonaliseBenchmark(clock, random),
                new SettleBenchmark(clock),
                new AuditBenchmark(clock),
                new BlacklistBenchmark(clock));
    }

    public static Optional<Benchmark> find(String name, Clock clock, SecureRandom random) {
        return all(clock, random).stream()
                .filter(benchmark -> benchmark.name().equals(name))
                .findFirst();
    }
}
