package org.sscard.terminal.pcsc;

import com.sun.jna.NativeLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's PC/SC client library (libpcsclite), called directly: the JDK's provider keeps one context for the life of
 * the process, which is dead for ever once pcscd restarts, and follows 61xx and 6Cxx that this project must see
 * (decision 0008).
 */
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

    private final NativeLibrary library;

    private PcscLibrary(NativeLibrary library) {
        this.library = library;
    }

    /** Empty when this machine has none. */
    static Optional<PcscLibrary> find() {
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
            LOG.info("PC/SC library: {}", path);
            return Optional.of(new PcscLibrary(library));
        } catch (UnsatisfiedLinkError e) {
            LOG.debug("No PC/SC library at {}", path);
            return Optional.empty();
        }
    }

    /** Calls {@code function}; anything but success is an exception. */
    void call(String function, Object... arguments) {
        int code = (int) library.getFunction(function).invokeLong(arguments);
        if (code != 0) {
            throw new PcscException(function, code);
        }
    }
}
