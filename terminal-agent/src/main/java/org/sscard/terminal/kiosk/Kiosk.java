package org.sscard.terminal.kiosk;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.security.Principal;
import org.sscard.terminal.kiosk.Screen.Choice;
import org.sscard.terminal.kiosk.Screen.Kind;
import org.sscard.terminal.reader.Presence;
import org.sscard.terminal.reader.PresenceListener;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.wire.error.CodedException;

/**
 * The self-service terminal: who comes, who goes, and who stayed away too long. All of that is decided on one thread; a visit
 * runs on another one and can be ended at any moment. Without a screen it is not there: no card is read.
 */
public final class Kiosk implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Kiosk.class);
    private static final long TICK_MILLIS = 100;
    private static final int TICKS_PER_READER_LOOK = 10;

    private final KioskRoom room;
    private final ReaderDesk readers;
    private final Stage stage;
    private final ScreenOwner owner;
    private final Clock clock;
    private final Principal caller;
    private final PresenceListener listener = this::changed;
    private final ScheduledExecutorService timer;
    private @Nullable ScheduledFuture<?> ticking;

    // Of the timer's thread only.
    private @Nullable Visit visit;
    private @Nullable String cardReader;
    private long leftSince = Long.MAX_VALUE;
    private int alarms;
    private boolean readerUp = true;
    private int ticks;
    private int digitsSeen;

    public Kiosk(KioskRoom room, ReaderDesk readers, KioskLimits limits, SecureRandom random) {
        this.room = room;
        this.readers = readers;
        this.clock = room.clock();
        this.owner = new ScreenOwner(clock, random);
        this.stage = new Stage(clock, limits, start(true));
        this.caller = new Principal("kiosk " + room.terminal(), room.terminal(), Set.of(), false);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kiosk");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Begins to look for cards; one that lies there already counts as inserted. */
    public void start() {
        room.reports().start();
        readers.addListener(listener);
        readers.readers().stream()
                .filter(status -> holders(status.role()) && status.presence().cardPresent())
                .findFirst()
                .ifPresent(status -> decide(() -> inserted(status.name())));
        ticking = timer.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    ScreenOwner owner() {
        return owner;
    }

    Stage stage() {
        return stage;
    }

    KioskRoom room() {
        return room;
    }

    /** A screen came: whoever stood at another one before is not shown at it, and a card that lies there is read. */
    void newScreen() {
        decide(() -> {
            end();
            String reader = cardReader;
            if (reader != null) {
                begin(new CardVisit(room, stage, reader));
            } else {
                home();
            }
        });
    }

    static boolean holders(ReaderRole role) {
        return role == ReaderRole.USER_CONTACT || role == ReaderRole.USER_CONTACTLESS;
    }

    private void changed(String reader, ReaderRole role, Presence presence) {
        if (holders(role)) {
            boolean present = presence.cardPresent();
            decide(() -> {
                if (present) {
                    inserted(reader);
                } else {
                    removed(reader);
                }
            });
        }
    }

    private void decide(Runnable decision) {
        try {
            timer.execute(() -> {
                try {
                    decision.run();
                } catch (RuntimeException e) {
                    LOG.error("The kiosk could not follow an event", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("The kiosk is closed");
        }
    }

    private void inserted(String reader) {
        end();
        cardReader = reader;
        if (owner.present()) {
            begin(new CardVisit(room, stage, reader));
        }
    }

    private void removed(String reader) {
        if (!reader.equals(cardReader)) {
            return;
        }
        boolean stood = visit != null || leftSince != Long.MAX_VALUE;
        end();
        cardReader = null;
        readerUp = readers.roleOf(reader).isPresent();
        if (!readerUp) {
            home();
        } else if (stood) {
            farewell();
        }
    }

    private void begin(Visit next) {
        visit = next;
        leftSince = Long.MAX_VALUE;
        stage.enter(next, Screen.of(Kind.WAIT, Words.of("reading")));
        Thread thread = new Thread(
                () -> {
                    caller.calling(() -> {
                        next.run();
                        return true;
                    });
                    decide(() -> finished(next));
                },
                "kiosk visit");
        thread.setDaemon(true);
        thread.start();
    }

    /** The person is done, or nothing could be done. */
    private void finished(Visit done) {
        if (visit != done) {
            return;
        }
        end();
        if (cardReader != null) {
            leave();
        } else {
            farewell();
        }
    }

    /** Whatever the visit does ends; it holds nothing that the stage or this kiosk can reach any more. */
    private void end() {
        Visit ending = visit;
        visit = null;
        leftSince = Long.MAX_VALUE;
        if (ending != null) {
            stage.enter(null, Screen.of(Kind.WAIT, Words.of("working")));
            giveUpPin(ending);
            room.reports().hurry();
        }
    }

    private void giveUpPin(Visit ending) {
        try {
            if (ending.atPad()) {
                room.pad().cancel();
            }
        } catch (CodedException e) {
            LOG.debug("The pad asked nothing");
        }
    }

    private void leave() {
        left();
        stage.enter(null, Screen.of(Kind.LEAVE, Words.of("leave")));
    }

    /** From now on the card counts as left behind. */
    private void left() {
        leftSince = clock.millis();
        alarms = 0;
    }

    private void farewell() {
        stage.resetSettings();
        stage.enter(null, Screen.of(Kind.GOODBYE, Words.of("goodbye")));
    }

    private void home() {
        stage.resetSettings();
        stage.enter(null, start(readerUp));
    }

    private static Screen start(boolean readerUp) {
        return Screen.of(Kind.START, Words.of(readerUp ? "start" : "trouble-reader"), Choice.tile("NO_CARD"));
    }

    private void tick() {
        try {
            watchPad();
            if (visit != null && !owner.present()) {
                end();
                home();
            } else if (stage.expired()) {
                expired();
            }
            callAfterCard();
            pressedWithoutVisit();
            if (++ticks % TICKS_PER_READER_LOOK == 0) {
                lookAtReader();
            }
        } catch (VisitEnded e) {
            LOG.debug("A visit ended meanwhile");
        } catch (RuntimeException e) {
            LOG.error("The kiosk stumbled; it goes on", e);
        }
    }

    /** Each digit shows that somebody is there. */
    private void watchPad() {
        Visit playing = visit;
        if (playing == null) {
            return;
        }
        playing.watchPad();
        int digits = room.pad().state().digitsEntered();
        if (digits != digitsSeen) {
            digitsSeen = digits;
            stage.stay();
        }
    }

    /** The privacy time-out. A trouble that nobody tapped stays readable, but its visit is over. */
    private void expired() {
        Screen standing = stage.view().screen();
        if (visit != null) {
            end();
            if (standing.kind().untilTapped()) {
                left();
                stage.enter(null, standing);
            } else if (cardReader != null) {
                leave();
            } else {
                home();
            }
        } else if (!standing.kind().untilTapped()) {
            home();
        }
    }

    private void callAfterCard() {
        if (cardReader == null
                || leftSince == Long.MAX_VALUE
                || alarms == KioskLimits.LEFT_BEHIND.size()
                || clock.millis() - leftSince
                        < KioskLimits.LEFT_BEHIND.get(alarms).toMillis()) {
            return;
        }
        long seconds = KioskLimits.LEFT_BEHIND.get(alarms).toSeconds();
        alarms++;
        LOG.warn("Kiosk: a card was left behind for {} s", seconds);
        caller.calling(() -> {
            room.log().done("card-left-" + seconds + "s", String.valueOf(cardReader));
            return true;
        });
        Screen standing = stage.view().screen();
        stage.alarm(alarms, standing.kind().untilTapped() ? standing : Screen.of(Kind.LEAVE, Words.of("leave-alarm")));
    }

    private void pressedWithoutVisit() {
        String pressed = stage.takePressed();
        if (pressed == null) {
            return;
        }
        if (pressed.equals("NO_CARD")) {
            begin(new LossVisit(room, stage));
        } else if (cardReader != null) {
            int called = alarms;
            stage.enter(null, Screen.of(Kind.LEAVE, Words.of(called == 0 ? "leave" : "leave-alarm")));
        } else {
            home();
        }
    }

    private void lookAtReader() {
        boolean up = readers.problems().isEmpty()
                && (readers.serves(ReaderRole.USER_CONTACT) || readers.serves(ReaderRole.USER_CONTACTLESS));
        if (up != readerUp) {
            readerUp = up;
            if (visit == null && stage.view().screen().kind() == Kind.START) {
                home();
            }
        }
    }

    @Override
    public void close() {
        readers.removeListener(listener);
        ScheduledFuture<?> started = ticking;
        if (started != null) {
            started.cancel(true);
        }
        timer.shutdownNow();
        room.reports().close();
        Visit ending = visit;
        stage.enter(null, start(true));
        if (ending != null) {
            giveUpPin(ending);
        }
    }
}
