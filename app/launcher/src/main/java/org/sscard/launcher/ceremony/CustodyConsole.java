package org.sscard.launcher.ceremony;

import java.util.List;
import org.sscard.keys.custody.Custodian;

/** Where the custodians sit. The caller erases every array. */
public interface CustodyConsole {

    void say(String line);

    /** Shows a share to its custodian alone; returns when it is on his paper and gone from sight. */
    void show(Custodian custodian, char[] share);

    /** The share as the custodian types it, without echo. */
    char[] enter(Custodian custodian);

    /** Who of these enters a share next. */
    Custodian next(List<Custodian> notYet);
}
