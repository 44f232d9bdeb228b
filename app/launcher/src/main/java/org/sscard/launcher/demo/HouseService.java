package org.sscard.launcher.demo;

import java.util.Locale;

/** The services of the house; who calls others comes before those it calls, which is the order of ending. */
enum HouseService {
    AGENT,
    INSURANCE,
    ISSUER;

    /** Of the launcher. */
    String verb() {
        return name().toLowerCase(Locale.ROOT);
    }
}
