package org.sscard.terminal.card;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When the issuer last confirmed the blacklist; written down once a minute, so that a restart knows the list's age. */
final class BlacklistConfirmation {

    private static final Logger LOG = LoggerFactory.getLogger(BlacklistConfirmation.class);
    private static final Duration WRITE_DOWN_EVERY = Duration.ofMinutes(1);

    private final Path file;
    private @Nullable Instant confirmed;
    private @Nullable Instant writtenDown;

    private BlacklistConfirmation(Path file) {
        this.file = file;
    }

    static BlacklistConfirmation open(Path file) {
        BlacklistConfirmation confirmation = new BlacklistConfirmation(file);
        try {
            if (Files.exists(file)) {
                confirmation.confirmed = Instant.parse(Files.readString(file).strip());
            }
        } catch (IOException | DateTimeParseException e) {
            LOG.warn("When the blacklist was last confirmed is not readable; it counts as never");
        }
        return confirmation;
    }

    synchronized Optional<Instant> last() {
        return Optional.ofNullable(confirmed);
    }

    synchronized void confirm(Instant now) {
        confirmed = now;
        if (writtenDown == null || writtenDown.plus(WRITE_DOWN_EVERY).isBefore(now)) {
            writtenDown = now;
            try {
                Files.writeString(file, now.toString());
            } catch (IOException e) {
                LOG.warn("When the blacklist was confirmed could not be written down: {}", e.getMessage());
            }
        }
    }
}
