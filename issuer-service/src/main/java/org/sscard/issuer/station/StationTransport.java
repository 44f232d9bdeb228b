package org.sscard.issuer.station;

import java.util.HexFormat;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;

/** One insertion's card, over the line of its station. */
final class StationTransport implements CardTransport {

    private final Station station;
    private final Insertion insertion;
    private byte[] atr;

    StationTransport(Station station, Insertion insertion) {
        this.station = station;
        this.insertion = insertion;
        this.atr = HexFormat.of().parseHex(insertion.atr());
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        requirePresent();
        byte[] response = station.call(id -> new StationOrder.Transmit(id, insertion.reader(), command));
        try {
            return ResponseApdu.parse(response);
        } catch (IllegalArgumentException e) {
            throw new CardTransportException(Kind.READER_LOST, "the station answered no response APDU", e);
        }
    }

    @Override
    public byte[] atr() {
        return atr.clone();
    }

    @Override
    public byte[] reset() {
        requirePresent();
        atr = station.call(id -> new StationOrder.Reset(id, insertion.reader()));
        return atr.clone();
    }

    /** An order for a card that was exchanged meanwhile must not reach the other card. */
    private void requirePresent() {
        if (!station.holds(insertion)) {
            throw new CardTransportException(Kind.CARD_REMOVED, "the card was taken out");
        }
    }

    @Override
    public void close() {
        // The card stays where it is; letting it be taken is an order of its own.
    }
}
