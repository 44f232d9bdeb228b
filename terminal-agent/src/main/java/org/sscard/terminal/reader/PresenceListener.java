package org.sscard.terminal.reader;

/** Told of cards that come and go, on the monitor's thread; must not block. */
public interface PresenceListener {

    void changed(String reader, ReaderRole role, Presence presence);
}
