package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import org.sscard.wire.error.CodedException;

/** Writes the outer fields of a reply. */
final class ReplyWriter {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");
    private static final long SEQUENCES = 10_000_000_000L;

    private final String pool;
    private final Clock clock;
    private final AtomicLong sequence;

    /** @param firstSequence differs between runs, so that no two replies have one reference */
    ReplyWriter(String pool, Clock clock, long firstSequence) {
        this.pool = pool;
        this.clock = clock;
        this.sequence = new AtomicLong(firstSequence);
    }

    byte[] done(LocalDateTime received, ObjectNode output) {
        return write(received, "0", "", output);
    }

    /** Code, cause and remedy in Chinese and English; never a class, a statement or a stack. */
    byte[] refused(LocalDateTime received, CodedException failure) {
        String message = "[" + failure.code() + "] " + failure.zh() + "。" + failure.remedyZh() + " / " + failure.en()
                + ". " + failure.remedyEn();
        return write(received, "-1", message, Json.object());
    }

    private byte[] write(LocalDateTime received, String infcode, String message, ObjectNode output) {
        LocalDateTime now = LocalDateTime.now(clock);
        ObjectNode reply = Json.object();
        reply.put("infcode", infcode);
        reply.put("inf_refmsgid", pool + now.format(SECONDS) + "%010d".formatted(next()));
        reply.put("refmsg_time", received.format(MILLIS));
        reply.put("respond_time", now.format(MILLIS));
        reply.put("err_msg", message);
        reply.set("output", output);
        return Json.bytes(reply);
    }

    private long next() {
        return Math.floorMod(sequence.getAndIncrement(), SEQUENCES);
    }
}
