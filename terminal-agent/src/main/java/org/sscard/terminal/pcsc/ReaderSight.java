package org.sscard.terminal.pcsc;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether pcscd has lost sight of a reader. A reset or power-off that finds the card gone makes pcscd call the reader empty at
 * once, without counting a removal (SCardDisconnect of pcsc-lite 1.9); its status thread believes the card there until its own
 * look, up to 0.4 s later. A card that comes before that look stays unseen until it is taken out again.
 */
final class ReaderSight {

    /** Far longer than pcscd's own look. A pcscd that was restarted counts from zero: it must not be suspected for ever. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private @Nullable Integer eventsWithCard;
    private long suspectedSince;
    private boolean suspected;

    /** Takes note of one look; true when the reader is called empty, but no removal was counted since a card lay there. */
    synchronized boolean lost(ReaderState seen, long nanoTime) {
        if (seen.present()) {
            eventsWithCard = seen.events();
            suspected = false;
            return false;
        }
        if (eventsWithCard == null || eventsWithCard != seen.events()) {
            forget();
            return false;
        }
        if (!suspected) {
            suspected = true;
            suspectedSince = nanoTime;
        }
        if (nanoTime - suspectedSince > LONGEST_NANOS) {
            forget();
        }
        return suspected;
    }

    private void forget() {
        eventsWithCard = null;
        suspected = false;
    }
}
