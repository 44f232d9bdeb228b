package org.sscard.launcher.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A file that a command makes; one that is there is not written over. */
final class OutputFile {

    private OutputFile() {}

    static void write(Path file, byte[] content) {
        try {
            Files.write(file, content, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.OUTPUT_FILE_NOT_WRITABLE, file);
        }
    }
}
