package org.sscard.terminal.kiosk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.kiosk.Bureau.HeldCard;
import org.sscard.terminal.kiosk.Bureau.Proof;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * PIN resets that the bureau has not heard of yet. The card has its new PIN whatever the line does, so that the report is a
 * fact, not a wish: it lies on disk before it is sent the first time, and is sent until the bureau has answered, also when
 * the visit is over or the agent was started again. What lies there is the number of the request and the card's own code.
 */
public final class ResetReports implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ResetReports.class);
    private static final long PAUSE_SECONDS = 30;
    private static final String BLOCKED = "PIN_BLOCKED";
    private static final String PARTIAL = ".new";

    private final Path directory;
    private final @Nullable Bureau bureau;
    private final ScheduledExecutorService sender;

    enum Told {
        TOLD,
        /** The line is down; it is told later. */
        LATER
    }

    private record Report(String requestId, CardIdentificationCode card) {}

    /**
     * @param directory exists, for the owner only
     * @param bureau absent: there is nobody to tell
     */
    public ResetReports(Path directory, @Nullable Bureau bureau) {
        this.directory = directory;
        this.bureau = bureau;
        this.sender = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kiosk reports");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        var unused = sender.scheduleWithFixedDelay(this::tellAll, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    /** Tries again soon: a visit is over. */
    void hurry() {
        try {
            sender.execute(this::tellAll);
        } catch (RejectedExecutionException e) {
            LOG.debug("The kiosk is closed");
        }
    }

    /** The card's PIN was just reset. */
    Told report(CardIdentificationCode card) {
        Bureau listening = bureau;
        if (listening == null) {
            return Told.TOLD;
        }
        Report report = new Report(UUID.randomUUID().toString(), card);
        try {
            keep(report);
        } catch (CodedException e) {
            LOG.error("A PIN reset is reported without being noted first: {}", e.code());
        }
        return tell(listening, report);
    }

    private void tellAll() {
        Bureau listening = bureau;
        try {
            if (listening != null) {
                waiting().forEach(report -> tell(listening, report));
            }
        } catch (RuntimeException e) {
            LOG.error("Reports of PIN resets could not be sent; tried again", e);
        }
    }

    private synchronized Told tell(Bureau listening, Report report) {
        try {
            listening.cards(report.card()).stream()
                    .filter(held -> held.code().filter(report.card()::equals).isPresent())
                    .filter(held -> held.state().code().equals(BLOCKED))
                    .forEach(held -> tell(listening, report, held));
        } catch (CodedException e) {
            if (Troubles.ofTheLine(e) || e.code() == ErrorCode.CHANNEL_LIMIT_REACHED) {
                LOG.info("A PIN reset is not reported yet: {}", e.code());
                return Told.LATER;
            }
            LOG.warn("The bureau does not take the report of a PIN reset: {}", e.code());
        }
        forget(report);
        return Told.TOLD;
    }

    private static void tell(Bureau listening, Report report, HeldCard held) {
        HeldCard unused = listening.act(new Bureau.Wish(
                report.requestId(), held.cardNumber(), "RESET_PIN", Proof.IDENTITY_SERVICE, "PIN_FORGOTTEN", BLOCKED));
    }

    private void keep(Report report) {
        Path file = file(report);
        Path partial = file.resolveSibling(file.getFileName() + PARTIAL);
        try {
            try (FileChannel channel =
                    FileChannel.open(partial, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(report.card().hex().getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, directory);
        }
    }

    private void forget(Report report) {
        try {
            Files.deleteIfExists(file(report));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, directory);
        }
    }

    private List<Report> waiting() {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> !file.toString().endsWith(PARTIAL))
                    .map(ResetReports::read)
                    .toList();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, directory);
        }
    }

    private static Report read(Path file) {
        try {
            return new Report(
                    String.valueOf(file.getFileName()),
                    CardIdentificationCode.ofBytes(
                            HexFormat.of().parseHex(Files.readString(file, StandardCharsets.US_ASCII))));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }

    private Path file(Report report) {
        return directory.resolve(report.requestId());
    }

    @Override
    public void close() {
        sender.shutdownNow();
    }
}
