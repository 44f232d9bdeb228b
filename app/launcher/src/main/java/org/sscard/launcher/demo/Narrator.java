package org.sscard.launcher.demo;

import java.time.Duration;

/** Says what happens, step by step; texts in Chinese with English beside. */
interface Narrator {
    /** A new step begins; it ends where the next one begins. */
    void step(String zh, String en);

    /** Something a person wants to see of the step under way. */
    void fact(String zh, String en, String value);

    /** A sentence with the article that it stands on; empty when it stands on none. */
    void reason(String article, String zh, String en);

    /** The end of the last step, and how long everything took. */
    void finish(Duration whole);
}
