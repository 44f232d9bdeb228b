package org.sscard.spec.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.command.CardCommand;
import org.sscard.spec.command.StatusMeaning;

/** Explains a trace in words: command, file, element, value where it is visible, and what the status word means. */
public final class TraceDecoder {

    /**
     * One event.
     *
     * @param number counted from 1
     */
    public record Explanation(int number, String zh, String en) {}

    private final CardSession session;
    private final TargetWords words;

    private TraceDecoder(TraceRole role) {
        session = new CardSession(role);
        words = new TargetWords(session);
    }

    public static List<Explanation> explain(Trace trace) {
        TraceDecoder decoder = new TraceDecoder(trace.role());
        List<Explanation> lines = new ArrayList<>();
        for (TraceEntry entry : trace.entries()) {
            Words text = decoder.explain(entry);
            lines.add(new Explanation(lines.size() + 1, text.zh(), text.en()));
        }
        return lines;
    }

    private Words explain(TraceEntry entry) {
        if (entry instanceof TraceEntry.Exchange exchange) {
            return exchange(exchange);
        }
        if (entry instanceof TraceEntry.Failure failure) {
            Words what = command(failure.command());
            session.reset();
            return what.then(
                    switch (failure.kind()) {
                        case CARD_REMOVED -> new Words(" → 卡片被取出", " → the card was taken out");
                        case CARD_RESET -> new Words(" → 卡片被复位", " → the card was reset");
                        case CARD_MUTE -> new Words(" → 卡片无应答", " → the card did not answer");
                        case READER_LOST -> new Words(" → 读卡器断开", " → the reader went away");
                    });
        }
        if (entry instanceof TraceEntry.Connected connected) {
            session.reset();
            return new Words("上电，ATR " + connected.atr(), "powered, ATR " + connected.atr());
        }
        if (entry instanceof TraceEntry.Reset reset) {
            session.reset();
            return new Words("复位，ATR " + reset.atr(), "reset, ATR " + reset.atr());
        }
        return new Words("结束", "closed");
    }

    private Words exchange(TraceEntry.Exchange exchange) {
        Words what = command(exchange.command());
        MaskedBytes response = exchange.response();
        ResponseApdu answer = ResponseApdu.parse(response.withZeros());
        Optional<CommandApdu> command = parse(exchange.command());
        Optional<CardCommand> known = command.flatMap(session::identify);
        StatusMeaning meaning = known.map(found -> found.meaningOf(answer.status()))
                .orElseGet(() -> CardCommand.generalMeaningOf(answer.status()));
        Words status =
                new Words(" → " + answer.status() + " " + meaning.zh(), " → " + answer.status() + " " + meaning.en());
        Words values = words.values(command, known, response.slice(0, response.length() - 2));
        command.ifPresent(apdu -> session.observe(apdu, response));
        return what.then(status).then(values);
    }

    private Words command(MaskedBytes bytes) {
        Optional<CommandApdu> command = parse(bytes);
        if (command.isEmpty()) {
            return new Words("无法解析的命令 " + bytes, "command that cannot be parsed " + bytes);
        }
        Optional<CardCommand> known = command.flatMap(session::identify);
        if (known.isEmpty()) {
            String header = String.format(
                    Locale.ROOT,
                    "%02X%02X%02X%02X",
                    command.get().cla(),
                    command.get().ins(),
                    command.get().p1(),
                    command.get().p2());
            return new Words("未知命令 " + header, "unknown command " + header);
        }
        String title = known.get().title();
        return new Words(title, title).then(words.target(known.get(), command.get()));
    }

    private static Optional<CommandApdu> parse(MaskedBytes bytes) {
        try {
            return Optional.of(CommandApdu.parse(bytes.withZeros()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Two languages of the same thing. */
    record Words(String zh, String en) {

        static final Words NONE = new Words("", "");

        Words then(Words other) {
            return new Words(zh + other.zh, en + other.en);
        }

        static Words all(Words... parts) {
            return Arrays.stream(parts).reduce(NONE, Words::then);
        }
    }
}
