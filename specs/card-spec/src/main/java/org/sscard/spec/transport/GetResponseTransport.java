package org.sscard.spec.transport;

import java.io.ByteArrayOutputStream;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;

/**
 * Hides what T=0 shows of long answers (§1): 6Cxx is answered by the same command with Le = xx, 61xx by GET RESPONSE,
 * until the answer is whole. Bounded: a card that goes on announcing data is given up, not followed.
 */
public final class GetResponseTransport implements CardTransport {

    /** A whole answer of 256 bytes takes two rounds on real cards. */
    private static final int MAX_ROUNDS = 8;

    private static final int MAX_DATA = 256;
    private static final int GET_RESPONSE = 0xC0;
    private static final int LOGICAL_CHANNEL = 0x03;

    private final CardTransport inner;

    public GetResponseTransport(CardTransport inner) {
        this.inner = inner;
    }

    /**
     * @throws CardTransportException of kind {@code CARD_MUTE} when the answer never becomes whole; what the card did
     *     is then unknown
     */
    @Override
    public ResponseApdu transmit(CommandApdu command) {
        ResponseApdu response = inner.transmit(command);
        int rounds = 0;
        if (response.status().isWrongLength()) {
            // The order of checks puts 6Cxx last (§6): the card has not executed the command yet.
            response =
                    inner.transmit(command.withExpectedLength(response.status().announcedLength()));
            rounds++;
        }
        if (!response.status().hasMoreData()) {
            return response;
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        while (response.status().hasMoreData()) {
            data.writeBytes(response.data());
            if (++rounds > MAX_ROUNDS || data.size() > MAX_DATA) {
                throw new CardTransportException(
                        CardTransportException.Kind.CARD_MUTE, "the card keeps announcing more data");
            }
            response = fetch(command, response.status());
        }
        data.writeBytes(response.data());
        if (data.size() > MAX_DATA) {
            throw new CardTransportException(
                    CardTransportException.Kind.CARD_MUTE, "the card announced more data than an answer can hold");
        }
        return ResponseApdu.of(response.status(), data.toByteArray());
    }

    private ResponseApdu fetch(CommandApdu command, StatusWord announced) {
        int channel = command.cla() < 0x80 ? command.cla() & LOGICAL_CHANNEL : 0;
        CommandApdu fetch = CommandApdu.expecting(announced.announcedLength(), channel, GET_RESPONSE, 0x00, 0x00);
        ResponseApdu response = inner.transmit(fetch);
        if (response.status().isWrongLength()) {
            return inner.transmit(fetch.withExpectedLength(response.status().announcedLength()));
        }
        return response;
    }

    @Override
    public byte[] atr() {
        return inner.atr();
    }

    @Override
    public byte[] reset() {
        return inner.reset();
    }

    @Override
    public void close() {
        inner.close();
    }
}
