package org.sscard.launcher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A file that a command was given. */
final class InputFile {

    private InputFile() {}

    static Path existing(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new CodedException(ErrorCode.INPUT_FILE_NOT_READABLE, file);
        }
        return file;
    }
}
