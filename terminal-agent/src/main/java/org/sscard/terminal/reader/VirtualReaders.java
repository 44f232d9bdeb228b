package org.sscard.terminal.reader;

import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import org.sscard.spec.transport.CardSimulator;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The readers of a sandbox, fixed by its configuration. */
public final class VirtualReaders implements ReaderSource {

    private final List<VirtualReader> readers;

    private VirtualReaders(List<VirtualReader> readers) {
        this.readers = List.copyOf(readers);
    }

    /**
     * @param names one reader each, empty
     * @throws CodedException CONFIG_VALUE_INVALID when this installation has no virtual card, as a production one
     */
    public static VirtualReaders named(List<String> names) {
        CardSimulator simulator = ServiceLoader.load(CardSimulator.class)
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.CONFIG_VALUE_INVALID, "virtual", "an installation that contains the virtual card"));
        return new VirtualReaders(
                names.stream().map(name -> new VirtualReader(name, simulator)).toList());
    }

    @Override
    public List<VirtualReader> readers() {
        return readers;
    }

    public Optional<VirtualReader> find(String name) {
        return readers.stream().filter(reader -> reader.name().equals(name)).findFirst();
    }
}
