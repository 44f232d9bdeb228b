package org.sscard.spec.layout;

/**
 * Where one version of a key lives on the card: the id and version bytes of LOAD KEY. For DPK and DLK the id is the
 * key index of INITIALIZE, and the version equals it.
 */
public record KeySlot(int id, int version) {

    /** Bit 8 of a key id separates application keys (1) from global keys (0), §4. */
    public boolean isGlobal() {
        return (id & 0x80) == 0;
    }
}
