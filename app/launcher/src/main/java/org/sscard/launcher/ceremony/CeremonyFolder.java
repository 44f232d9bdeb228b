package org.sscard.launcher.ceremony;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.stream.Stream;
import org.sscard.keys.custody.CeremonyRecord;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What a ceremony leaves on paper and disk, none of it a secret: record, backup of key blocks, transcript with seal. */
public final class CeremonyFolder {

    private final Path folder;
    private final ZoneId zone;

    private CeremonyFolder(Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    /** @throws CodedException OUTPUT_FILE_NOT_WRITABLE when it cannot be made, or holds something already */
    public static CeremonyFolder make(Path folder, ZoneId zone) {
        try {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            try (Stream<Path> files = Files.list(folder)) {
                if (files.findAny().isPresent()) {
                    throw new CodedException(ErrorCode.OUTPUT_FILE_NOT_WRITABLE, folder);
                }
            }
            return new CeremonyFolder(folder, zone);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, folder);
        }
    }

    public Path record() {
        return folder.resolve("record.txt");
    }

    public Path backup() {
        return folder.resolve("key-backup.txt");
    }

    public Path transcript() {
        return folder.resolve("transcript.log");
    }

    public Path restorationTranscript() {
        return folder.resolve("restoration.log");
    }

    /** Writes the record, and the seal of the transcript as a file of its own, to be kept elsewhere. */
    void keep(CeremonyRecord record) {
        write(record(), record.text(zone));
        write(folder.resolve("transcript.checkpoint"), record.transcript().toLine() + "\n");
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
    }
}
