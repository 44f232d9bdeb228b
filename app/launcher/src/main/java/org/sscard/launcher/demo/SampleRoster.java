package org.sscard.launcher.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The roster of 1,000 synthetic persons that ships with the issuer. */
final class SampleRoster {
    private static final String RESOURCE = "/org/sscard/issuer/intake/roster-sample.csv";

    private SampleRoster() {}

    static Path unpackedIn(Path directory) {
        Path file = directory.resolve("roster.csv");
        try (InputStream roster = SampleRoster.class.getResourceAsStream(RESOURCE)) {
            if (roster == null) {
                throw new IllegalStateException("the sample roster is not on the class path");
            }
            Files.copy(roster, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, file);
        }
    }
}
