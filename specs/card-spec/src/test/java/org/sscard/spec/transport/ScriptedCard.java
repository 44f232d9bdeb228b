package org.sscard.spec.transport;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;

/** A card that answers what the test wrote down, in order, and keeps what it was sent. */
public final class ScriptedCard implements CardTransport {

    private final Deque<Object> answers = new ArrayDeque<>();
    public final List<String> received = new ArrayList<>();

    public ScriptedCard answers(String... hex) {
        for (String answer : hex) {
            answers.add(HexFormat.of().parseHex(answer.replace(" ", "")));
        }
        return this;
    }

    public ScriptedCard fails(CardTransportException.Kind kind) {
        answers.add(kind);
        return this;
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        received.add(HexFormat.of().formatHex(command.bytes()).toUpperCase(Locale.ROOT));
        Object next = answers.removeFirst();
        if (next instanceof CardTransportException.Kind kind) {
            throw new CardTransportException(kind, "as the test wants");
        }
        return ResponseApdu.parse((byte[]) next);
    }

    @Override
    public byte[] atr() {
        return HexFormat.of().parseHex("3B6D00000081544C968684510100A1B2C3");
    }

    @Override
    public byte[] reset() {
        return atr();
    }

    @Override
    public void close() {
        answers.clear();
    }
}
