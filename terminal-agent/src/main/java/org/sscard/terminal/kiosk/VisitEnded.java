package org.sscard.terminal.kiosk;

/** The holder took the card, left or was away too long: whatever the visit was doing ends. */
final class VisitEnded extends RuntimeException {

    private static final long serialVersionUID = 1L;

    VisitEnded() {
        super("the visit ended", null, false, false);
    }
}
