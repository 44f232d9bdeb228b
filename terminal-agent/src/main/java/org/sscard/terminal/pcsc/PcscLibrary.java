package org.sscard.terminal.pcsc;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The client library of pcscd (libpcsclite), as Linux has it: a DWORD is a {@code long}. */
final class PcscLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(PcscLibrary.class);

    /** The property by which the JDK's own provider is pointed at a library; installations know it. */
    private static final String PROPERTY = "sun.security.smartcardio.library";

    private static final String NAME = "libpcsclite.so.1";
    private static final List<String> FOLDERS = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/lib/loongarch64-linux-gnu",
            "/usr/lib64",
            "/usr/lib",
            "/usr/local/lib");

    private final Calls library;

    private final String path;

    /** The functions of winscard.h by name; each answers its code. */
    interface Calls {
        long call(String function, Object... arguments);
    }

    PcscLibrary(Calls library, String path) {
        this.library = library;
        this.path = path;
    }

    String path() {
        return path;
    }

    /** Empty on another system, or when this machine has none. */
    static Optional<PcscLibrary> find() {
        return Platform.isLinux() ? probe() : Optional.empty();
    }

    private static Optional<PcscLibrary> probe() {
        return candidates().flatMap(path -> open(path).stream()).findFirst();
    }

    private static Stream<String> candidates() {
        Stream<String> configured = Optional.ofNullable(System.getProperty(PROPERTY)).stream();
        Stream<String> probed = FOLDERS.stream()
                .map(folder -> Path.of(folder, NAME))
                .filter(Files::isReadable)
                .map(Path::toString);
        return Stream.of(configured, probed, Stream.of(NAME)).flatMap(paths -> paths);
    }

    private static Optional<PcscLibrary> open(String path) {
        try {
            NativeLibrary library = NativeLibrary.getInstance(path);
            LOG.debug("PC/SC library: {}", path);
            return Optional.of(new PcscLibrary(
                    (function, arguments) -> library.getFunction(function).invokeLong(arguments), path));
        } catch (UnsatisfiedLinkError e) {
            LOG.debug("No PC/SC library at {}", path);
            return Optional.empty();
        }
    }

    /** Calls {@code function}; anything but success is an exception. */
    void call(String function, Object... arguments) throws PcscException {
        int code = (int) library.call(function, arguments);
        if (code != 0) {
            throw new PcscException(function, code);
        }
    }
}
