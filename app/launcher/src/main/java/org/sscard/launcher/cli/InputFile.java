package org.sscard.launcher.cli;

import java.io.IOException;
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

    static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(existing(file));
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.INPUT_FILE_NOT_READABLE, file);
        }
    }
}
