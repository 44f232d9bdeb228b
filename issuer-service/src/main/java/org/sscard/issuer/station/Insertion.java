package org.sscard.issuer.station;

/**
 * A card that lies in a station's reader, from coming to going: the same card put in again is another insertion.
 *
 * @param number unique in this process
 * @param atr answer to reset, upper-case hex
 */
public record Insertion(Station station, String reader, long number, String atr) {

    @Override
    public String toString() {
        return station.name() + "/" + reader + " " + atr;
    }
}
