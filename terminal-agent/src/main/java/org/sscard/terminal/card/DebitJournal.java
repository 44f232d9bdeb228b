package org.sscard.terminal.card;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The last debit of each card, on disk before it is sent. When its answer never came — the card was pulled, the agent was
 * killed, the caller lost the reply — the same request for the same card fetches the proof and does not debit again.
 */
public final class DebitJournal {

    private final Path directory;

    /** @param directory exists, for the owner only */
    public DebitJournal(Path directory) {
        this.directory = directory;
    }

    /** @throws CodedException DATA_DIRECTORY_NOT_WRITABLE; the debit is not sent then */
    void sending(CardIdentificationCode card, LastDebit debit) {
        Path file = file(card);
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(debit.line().getBytes(StandardCharsets.US_ASCII));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
                folder.force(true);
            }
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, directory);
        }
    }

    Optional<LastDebit> last(CardIdentificationCode card) {
        try {
            return Optional.of(LastDebit.parse(Files.readString(file(card), StandardCharsets.US_ASCII)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.CARD_DEBIT_UNKNOWN);
        }
    }

    private Path file(CardIdentificationCode card) {
        return directory.resolve(card.hex());
    }
}
