package org.sscard.terminal.api;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;

/** What went wrong last, for the clerk who opens the status page. */
public final class LastFailure {

    private final Clock clock;
    private volatile @Nullable Seen last;

    public record Seen(Instant at, CodedException failure) {}

    public LastFailure(Clock clock) {
        this.clock = clock;
    }

    public void remember(CodedException failure) {
        last = new Seen(clock.instant(), failure);
    }

    public Optional<Seen> get() {
        return Optional.ofNullable(last);
    }
}
