package org.sscard.launcher.card;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.trace.RecordingTransport;
import org.sscard.spec.trace.TraceWriter;
import org.sscard.spec.transport.CardTransport;
import org.sscard.virtualcard.CardSession;

/** Records what goes over a virtual card's contacts. Bytes that are no APDU have no line in a trace; the card answers them. */
final class TracedCard implements CardSession {

    private final CardSession card;
    private final RecordingTransport recording;

    TracedCard(CardSession card, TraceWriter writer, Clock clock) {
        this.card = card;
        this.recording = new RecordingTransport(new Contacts(card), writer, clock);
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public void reset() {
        recording.reset();
    }

    @Override
    public byte[] transmit(byte[] command) {
        CommandApdu apdu;
        try {
            apdu = CommandApdu.parse(command);
        } catch (IllegalArgumentException e) {
            return card.transmit(command);
        }
        return recording.transmit(apdu).bytes();
    }

    @Override
    public boolean isPresent() {
        return card.isPresent();
    }

    @Override
    public Optional<Duration> absence() {
        return card.absence();
    }

    @Override
    public String image() {
        return card.image();
    }

    private record Contacts(CardSession card) implements CardTransport {

        @Override
        public ResponseApdu transmit(CommandApdu command) {
            return ResponseApdu.parse(card.transmit(command.bytes()));
        }

        @Override
        public byte[] atr() {
            return card.atr();
        }

        @Override
        public byte[] reset() {
            card.reset();
            return card.atr();
        }

        @Override
        public void close() {
            card.reset();
        }
    }
}
