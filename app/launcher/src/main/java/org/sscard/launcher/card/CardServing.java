package org.sscard.launcher.card;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.trace.TraceRole;
import org.sscard.spec.trace.TraceWriter;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.ContactlessCard;
import org.sscard.virtualcard.VirtualCard;
import org.sscard.virtualcard.VirtualCards;
import org.sscard.virtualcard.VirtualPsam;
import org.sscard.virtualcard.command.TransmissionMode;
import org.sscard.virtualcard.fault.FaultScript;
import org.sscard.virtualcard.fault.FaultyCard;
import org.sscard.virtualcard.vpcd.VpcdCard;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A virtual card or PSAM in a vpcd reader until it is taken out.
 *
 * @param seed of the card's random numbers; absent: truly random
 * @param trace file for a redacted trace
 * @param contactless whether the card lies in the field of a contactless reader
 * @param save whether the card's content goes back into the image file at the end
 */
public record CardServing(
        Path image,
        String host,
        int port,
        TransmissionMode mode,
        @Nullable Path faults,
        @Nullable Path trace,
        @Nullable Long seed,
        boolean contactless,
        boolean save,
        TraceRole role) {

    private static final long LOOK_MILLIS = 50;
    private static final int LOOKS_BEFORE_HINT = 40;
    /** A reader asks a card within a second of its insertion; one that is silent this long has another card. */
    private static final int LOOKS_IN_A_QUEUE = 200;

    /**
     * Waits for the reader, and serves the card until the process is asked to stop.
     *
     * @param waiting said once when the reader does not come soon
     * @param inserted said when the card lies in the reader
     * @throws CodedException READER_OCCUPIED when another card lies in it, CARD_IMAGE_INVALID, INPUT_FILE_NOT_READABLE
     */
    public void run(Clock clock, Runnable waiting, Runnable inserted) throws InterruptedException {
        CardSession card = card();
        CardSession served = card;
        if (faults != null) {
            served = new FaultyCard(served, faultScript(faults));
        }
        if (contactless) {
            served = inTheField(card, served);
        }
        TraceWriter writer = trace == null ? null : traceWriter(trace);
        if (writer != null) {
            served = new TracedCard(served, writer, clock);
        }
        VpcdCard reader = VpcdCard.serve(served, host, port);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> takeOut(reader, card, writer), "take-out"));
        int queued = 0;
        for (int look = 1; !reader.isInserted(); look++) {
            queued = reader.isQueued() ? queued + 1 : 0;
            if (queued > LOOKS_IN_A_QUEUE) {
                reader.close();
                throw new CodedException(ErrorCode.READER_OCCUPIED, host + ":" + port);
            }
            if (look == LOOKS_BEFORE_HINT && queued == 0) {
                waiting.run();
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        inserted.run();
        reader.awaitRemoval();
    }

    private CardSession card() {
        RandomGenerator random = seed == null ? new SecureRandom() : new Random(seed);
        try {
            CardSession made = VirtualCards.fromImage(text(image), mode, random);
            boolean isPsam = made instanceof VirtualPsam;
            if (isPsam != (role == TraceRole.PSAM)) {
                throw new IllegalArgumentException("kind: " + (isPsam ? "a PSAM, not a card" : "a card, not a PSAM"));
            }
            return made;
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_IMAGE_INVALID, image + ": " + e.getMessage());
        }
    }

    private CardSession inTheField(CardSession card, CardSession served) {
        if (!(card instanceof VirtualCard virtual) || !virtual.hasContactlessInterface()) {
            throw new CodedException(ErrorCode.CARD_IMAGE_INVALID, image + ": version: only 3.0 cards are contactless");
        }
        return new ContactlessCard(served);
    }

    private static FaultScript faultScript(Path file) {
        try {
            return FaultScript.parse(text(file));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_IMAGE_INVALID, file + ": " + e.getMessage());
        }
    }

    private TraceWriter traceWriter(Path file) {
        try {
            return TraceWriter.create(file, role);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
    }

    private void takeOut(VpcdCard reader, CardSession card, @Nullable TraceWriter writer) {
        reader.close();
        try {
            if (writer != null) {
                writer.close();
            }
            if (save) {
                Path fresh = image.resolveSibling(image.getFileName() + ".new");
                Files.writeString(fresh, card.image());
                Files.move(fresh, image, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file);
        }
    }
}
