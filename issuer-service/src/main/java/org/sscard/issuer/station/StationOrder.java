package org.sscard.issuer.station;

import org.sscard.spec.apdu.CommandApdu;

/** What the issuer asks of a station; {@code id} comes back with the answer. */
public sealed interface StationOrder {

    long id();

    String reader();

    record Transmit(long id, String reader, CommandApdu command) implements StationOrder {}

    record Reset(long id, String reader) implements StationOrder {}

    /** The card is finished: let it be taken. */
    record Release(long id, String reader) implements StationOrder {}
}
