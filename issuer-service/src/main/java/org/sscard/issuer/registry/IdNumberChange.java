package org.sscard.issuer.registry;

import org.jdbi.v3.core.Handle;

/** Told, in the transaction of the correction, that a person's id number is another now. */
@FunctionalInterface
public interface IdNumberChange {
    void changed(Handle handle, String before, String after);
}
