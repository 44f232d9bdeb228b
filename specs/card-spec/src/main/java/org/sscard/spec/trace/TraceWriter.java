package org.sscard.spec.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace file, a line per event, flushed at once. A full disk must not tear a transaction: writing stops, the
 * card goes on, and {@link #failure()} tells.
 */
public final class TraceWriter implements AutoCloseable {

    private final Writer out;
    private final TraceRole role;
    private final boolean redacted;
    private @Nullable IOException failure;

    private TraceWriter(Writer out, TraceRole role, boolean redacted) {
        this.out = out;
        this.role = role;
        this.redacted = redacted;
        writeLine(TraceFormat.header(role, redacted));
    }

    /** A trace without secrets and personal data: the only kind for cards of real people. */
    public static TraceWriter redacted(Writer out, TraceRole role) {
        return new TraceWriter(out, role, true);
    }

    /** A new file with a redacted trace. */
    public static TraceWriter create(Path file, TraceRole role) throws IOException {
        BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
        return redacted(out, role);
    }

    /**
     * Everything in clear, PINs too, so that the session can be replayed byte by byte. Only for virtual and test cards
     * with fictional persons and test keys.
     */
    public static TraceWriter inClearForFictionalTestCards(Writer out, TraceRole role) {
        return new TraceWriter(out, role, false);
    }

    TraceRole role() {
        return role;
    }

    boolean isRedacted() {
        return redacted;
    }

    synchronized void write(TraceEntry entry) {
        writeLine(TraceFormat.line(entry));
    }

    /** Why the trace ends early, if it does. */
    public synchronized Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    private void writeLine(String line) {
        if (failure != null) {
            return;
        }
        try {
            out.write(line);
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
