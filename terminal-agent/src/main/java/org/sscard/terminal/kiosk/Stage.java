package org.sscard.terminal.kiosk;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one screen of the terminal. A visit plays on it: it shows a screen and waits for what is pressed. When the visit is
 * sent off the stage, its next word ends it, and nothing of it stays.
 */
final class Stage {

    private final Clock clock;
    private final KioskLimits limits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable Visit player;
    private Screen screen;
    private long step = 1;
    private long deadline = Long.MAX_VALUE;
    private @Nullable String pressed;
    private boolean elder;
    private boolean muted;
    private int alarm;

    /**
     * @param millisLeft until the screen goes, negative where nothing counts down
     * @param alarm how often the card left behind was called after
     */
    record View(Screen screen, long step, long millisLeft, boolean warning, boolean elder, boolean muted, int alarm) {}

    Stage(Clock clock, KioskLimits limits, Screen first) {
        this.clock = clock;
        this.limits = limits;
        this.screen = first;
    }

    /** Gives the stage to a visit, or with null to nobody, and shows what it begins with. */
    void enter(@Nullable Visit visit, Screen first) {
        lock.lock();
        try {
            player = visit;
            pressed = null;
            alarm = 0;
            put(first);
        } finally {
            lock.unlock();
        }
    }

    boolean plays(Visit visit) {
        lock.lock();
        try {
            return player == visit;
        } finally {
            lock.unlock();
        }
    }

    /** @throws VisitEnded when the visit is no longer on the stage */
    void show(Visit visit, Screen next) {
        lock.lock();
        try {
            require(visit);
            put(next);
        } finally {
            lock.unlock();
        }
    }

    /** Shows a screen and waits for what is pressed on it. */
    String ask(Visit visit, Screen next) {
        return ask(visit, next, new CompletableFuture<Void>());
    }

    /** Likewise, or until something outside is done; empty then. */
    String ask(Visit visit, Screen next, CompletableFuture<?> outside) {
        var unused = outside.handle((result, failure) -> wake());
        lock.lock();
        try {
            require(visit);
            put(next);
            while (pressed == null && !outside.isDone()) {
                changed.await();
                require(visit);
            }
            String answer = pressed == null ? "" : pressed;
            pressed = null;
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VisitEnded();
        } finally {
            lock.unlock();
        }
    }

    private boolean wake() {
        lock.lock();
        try {
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void require(Visit visit) {
        if (player != visit) {
            throw new VisitEnded();
        }
    }

    private void put(Screen next) {
        screen = next;
        step++;
        pressed = null;
        count();
        changed.signalAll();
    }

    private void count() {
        Duration limit = screen.kind() == Screen.Kind.GOODBYE ? KioskLimits.GOODBYE : limits.page(elder);
        boolean settled = screen.kind() == Screen.Kind.START && !elder && !muted;
        deadline = settled || screen.kind() == Screen.Kind.LEAVE || screen.kind() == Screen.Kind.WAIT
                ? Long.MAX_VALUE
                : clock.millis() + limit.toMillis();
    }

    /**
     * @param seen the step that was on the screen of who pressed; an older one is a second tap and does nothing
     * @return whether the present screen offered it
     */
    boolean press(long seen, String action) {
        lock.lock();
        try {
            if (seen != step || pressed != null || !screen.actions().contains(action)) {
                return false;
            }
            pressed = action;
            count();
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** What was pressed while nobody plays, taken. */
    @Nullable
    String takePressed() {
        lock.lock();
        try {
            if (player != null) {
                return null;
            }
            String taken = pressed;
            pressed = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Somebody is there: the countdown begins again. */
    void stay() {
        lock.lock();
        try {
            count();
        } finally {
            lock.unlock();
        }
    }

    boolean expired() {
        lock.lock();
        try {
            return clock.millis() >= deadline;
        } finally {
            lock.unlock();
        }
    }

    void elder(boolean on) {
        lock.lock();
        try {
            elder = on;
            count();
        } finally {
            lock.unlock();
        }
    }

    void muted(boolean on) {
        lock.lock();
        try {
            muted = on;
            count();
        } finally {
            lock.unlock();
        }
    }

    /** The next person finds the terminal as everybody does. */
    void resetSettings() {
        lock.lock();
        try {
            elder = false;
            muted = false;
            count();
        } finally {
            lock.unlock();
        }
    }

    void alarm(int times, Screen next) {
        lock.lock();
        try {
            alarm = times;
            put(next);
        } finally {
            lock.unlock();
        }
    }

    View view() {
        lock.lock();
        try {
            boolean counted = screen.kind().counted() && deadline != Long.MAX_VALUE;
            long left = counted ? Math.max(0, deadline - clock.millis()) : -1;
            boolean warning = counted
                    && screen.kind() != Screen.Kind.GOODBYE
                    && left <= limits.warning(elder).toMillis();
            return new View(screen, step, left, warning, elder, muted, alarm);
        } finally {
            lock.unlock();
        }
    }
}
