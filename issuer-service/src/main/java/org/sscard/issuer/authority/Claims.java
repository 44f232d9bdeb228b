package org.sscard.issuer.authority;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.issuer.registry.CardKind;
import org.sscard.issuer.registry.store.ClaimStore;
import org.sscard.issuer.registry.store.ClaimStore.Open;

/** Asks the tier above for every person whose claim is open; while it cannot be reached, they stay open. */
public final class Claims implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final int AT_ONCE = 500;

    private final ClaimStore store;
    private final Authority authority;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "claims");
        thread.setDaemon(true);
        return thread;
    });

    public Claims(ClaimStore store, Authority authority) {
        this.store = store;
        this.authority = authority;
    }

    public void every(Duration pause) {
        var ignored = worker.scheduleWithFixedDelay(this::quietly, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void quietly() {
        try {
            settle();
            giveBack();
        } catch (RuntimeException e) {
            LOG.warn("the tier above does not answer; claims stay open", e);
        }
    }

    /** One round. Persons in conflict are asked for again in every round: the other city may have given them back. */
    public void settle() {
        List<Open> open = store.open(AT_ONCE);
        if (open.isEmpty()) {
            return;
        }
        List<Boolean> granted =
                authority.claim(open.stream().map(Open::idNumber).toList(), CardKind.SOCIAL_SECURITY_CARD.name());
        for (int i = 0; i < open.size(); i++) {
            store.answered(open.get(i).personId(), granted.get(i));
        }
    }

    /** Gives back who holds no card here any more: first there, then here, so that a cut line leaves the claim with us. */
    public void giveBack() {
        List<Open> idle = store.idle(AT_ONCE);
        if (!idle.isEmpty()) {
            authority.release(idle.stream().map(Open::idNumber).toList(), CardKind.SOCIAL_SECURITY_CARD.name());
            idle.forEach(person -> store.released(person.personId()));
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
