package org.sscard.terminal.pcsc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.CardTerminals;
import org.jspecify.annotations.Nullable;

/** The readers of pcscd. To close it releases the context for looking; a later look makes a new one. */
final class PcscliteTerminals extends CardTerminals implements AutoCloseable {

    private final LookingContext looking;
    private @Nullable Map<String, ReaderState> waitedFor;
    private final Set<String> inserted = new LinkedHashSet<>();
    private final Set<String> removed = new LinkedHashSet<>();

    PcscliteTerminals(LookingContext looking) {
        this.looking = looking;
    }

    @Override
    public synchronized List<CardTerminal> list(State state) throws CardException {
        boolean waited = waitedFor != null;
        return switch (state) {
            case ALL -> terminals(looking.look(PcscContext::readers));
            case CARD_PRESENT -> withCard(true);
            case CARD_ABSENT -> withCard(false);
            case CARD_INSERTION -> waited ? terminals(inserted) : withCard(true);
            case CARD_REMOVAL -> waited ? terminals(removed) : withCard(false);
        };
    }

    private List<CardTerminal> withCard(boolean present) throws CardException {
        return terminals(looking.look(PcscContext::states).entrySet().stream()
                .filter(reader -> reader.getValue().present() == present)
                .map(Map.Entry::getKey)
                .toList());
    }

    private List<CardTerminal> terminals(Iterable<String> names) {
        List<CardTerminal> terminals = new ArrayList<>();
        names.forEach(name -> terminals.add(new PcscliteTerminal(looking, name)));
        return terminals;
    }

    /** A swap of cards between two calls is an insertion. */
    @Override
    public boolean waitForChange(long timeout) throws CardException {
        return BoundedLooks.until(this::changed, timeout);
    }

    private synchronized boolean changed() throws CardException {
        Map<String, ReaderState> now = looking.look(PcscContext::states);
        if (now.isEmpty()) {
            throw new IllegalStateException("no readers");
        }
        Map<String, ReaderState> before = waitedFor == null ? now : waitedFor;
        waitedFor = now;
        inserted.clear();
        removed.clear();
        now.forEach((reader, state) -> {
            ReaderState old = before.getOrDefault(reader, new ReaderState(null, state.events()));
            if (old.present() != state.present() || old.events() != state.events()) {
                (state.present() ? inserted : removed).add(reader);
            }
        });
        return !inserted.isEmpty() || !removed.isEmpty();
    }

    @Override
    public void close() {
        looking.close();
    }
}
