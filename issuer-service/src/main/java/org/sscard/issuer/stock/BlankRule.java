package org.sscard.issuer.stock;

import org.jdbi.v3.core.Handle;
import org.sscard.wire.error.CodedException;

/** Whether a blank may become a certain card; asked when a station begins to make it. */
@FunctionalInterface
public interface BlankRule {

    /** Any blank will do. */
    BlankRule ANY = (handle, chip, vendor, cardOs, cardId) -> {};

    /**
     * @param chip historical bytes as delivered, 13 bytes
     * @param vendor of the blank's lot; empty of one that nobody took in
     * @param cardOs of the blank's lot
     * @throws CodedException when it may not
     */
    void require(Handle handle, byte[] chip, String vendor, String cardOs, long cardId);
}
