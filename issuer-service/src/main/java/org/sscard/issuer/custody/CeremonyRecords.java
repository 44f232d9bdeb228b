package org.sscard.issuer.custody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The printed records of ceremonies that are kept with the bureau's data: check values and names, no key. */
public final class CeremonyRecords {

    private static final long MOST_BYTES = 1024 * 1024;

    private final Path folder;

    /** One record; {@code name} is its file without the ending. */
    public record Kept(String name, Instant at, String text) {}

    public CeremonyRecords(Path folder) {
        this.folder = folder;
    }

    /** Newest first. */
    public List<Kept> all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("[0-9A-Za-z_-]{1,60}\\.txt"))
                    .map(CeremonyRecords::read)
                    .sorted(Comparator.comparing(Kept::at).reversed())
                    .toList();
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, folder.getFileName());
        }
    }

    /** @throws CodedException REQUEST_NOT_FOUND */
    public Kept find(String name) {
        return all().stream()
                .filter(kept -> kept.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_NOT_FOUND, name));
    }

    private static Kept read(Path file) {
        try {
            String text = Files.size(file) > MOST_BYTES ? "" : Files.readString(file);
            String name = String.valueOf(file.getFileName());
            return new Kept(
                    name.substring(0, name.length() - 4),
                    Files.getLastModifiedTime(file).toInstant(),
                    text);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file.getFileName());
        }
    }
}
