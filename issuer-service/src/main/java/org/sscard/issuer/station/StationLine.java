package org.sscard.issuer.station;

/** The wire to one station. Safe for use by several threads. */
public interface StationLine {

    void send(StationOrder order);

    /** Ends the connection from our side. */
    void hangUp();
}
