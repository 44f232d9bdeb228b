package org.sscard.launcher.bench;

import java.util.List;

/** One question of speed. It measures its own limit in the same run, so that a slow machine does not change the answer. */
public interface Benchmark {

    /** As it is called: {@code ./sscard bench NAME}. */
    String name();

    String zh();

    String en();

    /** Whether it starts a pcscd of its own, which must not meet the machine's. */
    default boolean needsReaders() {
        return false;
    }

    /** Takes seconds to minutes; prints nothing. */
    List<Figure> measure();
}
