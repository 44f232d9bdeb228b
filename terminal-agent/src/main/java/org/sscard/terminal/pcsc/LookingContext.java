package org.sscard.terminal.pcsc;

import org.jspecify.annotations.Nullable;

/** The context for looking. It is made anew whenever it fails, so that a restarted pcscd is seen at the next look. */
final class LookingContext implements AutoCloseable {

    private final PcscLibrary library;
    private @Nullable PcscContext context;

    LookingContext(PcscLibrary library) {
        this.library = library;
    }

    interface Question<T> {
        T ask(PcscContext context) throws PcscException;
    }

    PcscLibrary library() {
        return library;
    }

    /** One short question to pcscd. A context that failed is dropped; a new one is tried once, at once. */
    synchronized <T> T look(Question<T> question) throws PcscException {
        PcscContext old = context;
        if (old != null) {
            try {
                return question.ask(old);
            } catch (PcscException e) {
                close();
            }
        }
        PcscContext fresh = PcscContext.establish(library);
        context = fresh;
        return question.ask(fresh);
    }

    @Override
    public synchronized void close() {
        PcscContext old = context;
        context = null;
        if (old != null) {
            old.close();
        }
    }
}
