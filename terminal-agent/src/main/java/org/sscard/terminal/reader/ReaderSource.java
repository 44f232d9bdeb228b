package org.sscard.terminal.reader;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.ErrorCode;

/** A kind of readers, asked again and again which of them are there now. */
public interface ReaderSource extends AutoCloseable {

    /** The readers present now, in the order of the source; the same reader keeps its name while it stays. */
    List<? extends Reader> readers();

    /** Why the source cannot look at present, {@code null} while it can. */
    default @Nullable ErrorCode problem() {
        return null;
    }

    @Override
    default void close() {}
}
