package org.sscard.terminal.pcsc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.ErrorCode;

/** What of PC/SC this machine has. */
public final class PcscInstallation {

    private PcscInstallation() {}

    /** The library that is used, as a path. */
    public static Optional<String> library() {
        return PcscLibrary.find().map(PcscLibrary::path);
    }

    /** Asks the service once; null when it answers. */
    public static @Nullable ErrorCode ask() {
        try (PcscReaders readers = new PcscReaders()) {
            var unused = readers.readers();
            return readers.problem();
        }
    }
}
