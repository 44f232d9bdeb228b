package org.sscard.sdk.lines;

import com.google.protobuf.ByteString;
import io.grpc.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.sdk.ChargedLines;
import org.sscard.sdk.RefusedLines;
import org.sscard.sdk.RefusedLinesListener;
import org.sscard.sdk.journal.SealedLines;
import org.sscard.sdk.rpc.EncounterClient;
import org.sscard.wire.error.CodedException;

/**
 * Fee lines on their way to the insurer: durable when they are taken, sent in order, kept while the line is down. Only lines:
 * a message about money is never queued (settlement §8, SDK duty). The file is {@code lines.journal} beside the journal; what
 * is sent is forgotten.
 */
public final class LineQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LineQueue.class);
    private static final String FILE = "lines.journal";
    private static final Duration PER_MESSAGE = Duration.ofSeconds(10);

    private final TreeMap<Long, ByteString> waiting = new TreeMap<>();
    private final SealedLines file;
    private final EncounterClient insurer;
    private final RefusedLinesListener listener;
    private long next = 1;

    private LineQueue(Path directory, EncounterClient insurer, RefusedLinesListener listener) {
        this.insurer = insurer;
        this.listener = listener;
        this.file = SealedLines.open(directory.resolve(FILE), line -> apply(line.split(" ", -1)));
        rewrite();
    }

    /** @throws CodedException JOURNAL_DAMAGED, JOURNAL_NOT_WRITABLE */
    public static LineQueue open(Path directory, EncounterClient insurer, RefusedLinesListener listener) {
        return new LineQueue(directory, insurer, listener);
    }

    /** Durable when it returns. */
    public synchronized void add(ChargedLines lines) {
        ByteString message = insurer.message(lines);
        file.append("A " + next + " " + Base64.getEncoder().encodeToString(message.toByteArray()));
        waiting.put(next, message);
        next++;
    }

    /** Messages that the insurer has not confirmed. */
    public synchronized int size() {
        return waiting.size();
    }

    /** Sends what is waiting, oldest first, until the insurer cannot be reached; one call at a time. */
    public void round() {
        while (true) {
            Map.Entry<Long, ByteString> oldest = oldest();
            if (oldest == null || !deliver(oldest.getKey(), oldest.getValue())) {
                return;
            }
        }
    }

    private synchronized Map.@org.jspecify.annotations.Nullable Entry<Long, ByteString> oldest() {
        return waiting.firstEntry();
    }

    private boolean deliver(long number, ByteString message) {
        try {
            insurer.send(message, Deadline.after(PER_MESSAGE.toSeconds(), TimeUnit.SECONDS));
        } catch (CodedException e) {
            if (e.retryable() || !EncounterClient.refusal(e)) {
                LOG.info("fee lines wait: {}", e.code());
                return false;
            }
            RefusedLines refused = insurer.refused(message, e);
            LOG.warn("fee lines of a visit were refused: {}", e.code());
            try {
                listener.refused(refused);
            } catch (RuntimeException unheard) {
                LOG.error("refused fee lines are told again", unheard);
                return false;
            }
        }
        done(number);
        return true;
    }

    private synchronized void done(long number) {
        file.append("S " + number);
        waiting.remove(number);
        if (waiting.isEmpty()) {
            rewrite();
        }
    }

    private boolean apply(String[] words) {
        try {
            long number = Long.parseLong(words[1]);
            if (words[0].equals("A")) {
                waiting.put(number, ByteString.copyFrom(Base64.getDecoder().decode(words[2])));
                next = Math.max(next, number + 1);
                return true;
            }
            waiting.remove(number);
            return words[0].equals("S");
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return false;
        }
    }

    private void rewrite() {
        List<String> lines = waiting.entrySet().stream()
                .map(one -> "A " + one.getKey() + " "
                        + Base64.getEncoder().encodeToString(one.getValue().toByteArray()))
                .toList();
        file.replace(lines);
    }

    @Override
    public void close() {
        file.close();
    }
}
