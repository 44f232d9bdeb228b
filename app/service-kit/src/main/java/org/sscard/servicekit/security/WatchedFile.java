package org.sscard.servicekit.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A small file that is read again whenever it changed; one that is not there is a failure, never an empty one. */
final class WatchedFile<T> {

    private final Path file;
    private final Function<Path, T> reader;
    private @Nullable Stamp stamp;
    private @Nullable T content;

    private record Stamp(
            FileTime modified, long size, @Nullable Object inode) {}

    WatchedFile(Path file, Function<Path, T> reader) {
        this.file = file;
        this.reader = reader;
    }

    synchronized T content() {
        Stamp now = stamp();
        T known = content;
        if (known == null || !Objects.equals(now, stamp)) {
            known = reader.apply(file);
            content = known;
            stamp = now;
        }
        return known;
    }

    private Stamp stamp() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, file);
        }
    }
}
