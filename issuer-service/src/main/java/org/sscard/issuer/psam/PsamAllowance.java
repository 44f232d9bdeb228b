package org.sscard.issuer.psam;

import org.jdbi.v3.core.Handle;
import org.sscard.wire.error.CodedException;

/** How many PSAMs may be issued. */
@FunctionalInterface
public interface PsamAllowance {

    /** As many as are ordered. */
    PsamAllowance ANY = (handle, order, issued) -> {};

    /**
     * @param issued PSAMs of the same region, level and purpose that were issued already, lost ones counted
     * @throws CodedException PSAM_NOT_APPROVED
     */
    void require(Handle handle, PsamOrder order, int issued);
}
