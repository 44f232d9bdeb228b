package org.sscard.terminal.authority;

import org.sscard.spec.layout.KeyDefinition;
import org.sscard.terminal.pin.Pin;

/** Where cryptograms come from: the PSAM in the reader or the key service. It gives results, never keys. */
public interface CryptogramAuthority {

    /**
     * The authentication cryptogram of a card key (card specification §5.2).
     *
     * @param random 8 bytes, the session factor
     * @param data 8 bytes that are encrypted
     * @return 8 bytes
     * @throws org.sscard.wire.error.CodedException PSAM_KEY_ABSENT, PSAM_KEY_LEVEL, PSAM_ALGORITHM_ABSENT, PSAM_REFUSED;
     *     those of the key service
     */
    byte[] cryptogram(KeyDefinition key, CardIdentity card, byte[] random, byte[] data);

    /**
     * The data field of a command that carries nothing but its MAC (card specification §5.3).
     *
     * @param challenge 8 bytes that the card drew for this command
     * @param header CLA INS P1 P2
     * @return 4 bytes
     * @throws org.sscard.wire.error.CodedException as {@link #cryptogram}
     */
    byte[] commandMac(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header);

    /**
     * The data field of PIN CHANGE/UNBLOCK with a new PIN: LD ‖ PIN encrypted, and the MAC. The PIN is seen by nobody else.
     *
     * @param challenge 8 bytes that the card drew for this command
     * @param header CLA INS P1 P2
     * @throws org.sscard.wire.error.CodedException as {@link #cryptogram}
     */
    byte[] pinReload(KeyDefinition key, CardIdentity card, byte[] challenge, byte[] header, Pin pin);
}
