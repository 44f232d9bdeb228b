package org.sscard.terminal.reader;

/** Told when a card is taken for an operation and given back, on the caller's thread; must not block. */
public interface LeaseListener {

    void changed(String reader, boolean held);
}
