package org.sscard.terminal.pcsc;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;

/** The basic channel. It follows no 61xx or 6Cxx and touches no class byte; its copies of commands are wiped. */
final class PcscliteChannel extends CardChannel {

    private static final int ROOM_FOR_ANSWER = 258;
    private static final int STATUS_LENGTH = 2;

    private final PcscliteCard card;

    PcscliteChannel(PcscliteCard card) {
        this.card = card;
    }

    @Override
    public Card getCard() {
        return card;
    }

    @Override
    public int getChannelNumber() {
        return 0;
    }

    @Override
    public ResponseAPDU transmit(CommandAPDU command) throws CardException {
        byte[] answer = transmitAndWipe(command.getBytes());
        if (answer.length < STATUS_LENGTH) {
            throw new CardException("the answer has no status word");
        }
        return new ResponseAPDU(answer);
    }

    @Override
    public int transmit(ByteBuffer command, ByteBuffer response) throws CardException {
        if (response.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (response.remaining() < ROOM_FOR_ANSWER) {
            throw new IllegalArgumentException("room for " + ROOM_FOR_ANSWER + " bytes is needed");
        }
        byte[] bytes = new byte[command.remaining()];
        command.get(bytes);
        byte[] answer = transmitAndWipe(bytes);
        response.put(answer);
        return answer.length;
    }

    private byte[] transmitAndWipe(byte[] command) throws CardException {
        try {
            return card.transmit(command);
        } finally {
            Arrays.fill(command, (byte) 0);
        }
    }

    @Override
    public void close() {
        throw new IllegalStateException("the basic channel is not closed");
    }
}
