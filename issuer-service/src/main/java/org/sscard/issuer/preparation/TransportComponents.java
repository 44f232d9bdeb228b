package org.sscard.issuer.preparation;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.keys.custody.ClearComponents;
import org.sscard.keys.model.KeyMaterial;

/**
 * A producer's transport key goes out in two components, each told to another person: the first is drawn from the registry's
 * key as the transport key is, the second is what is missing.
 */
public final class TransportComponents {

    private final RegistrySeal seal;

    public TransportComponents(RegistrySeal seal) {
        this.seal = seal;
    }

    /** @param number 1 or 2; answers 32 bytes, which the caller erases */
    public byte[] component(String producer, int number) {
        try (KeyMaterial first = seal.transportKey(producer + " component 1");
                KeyMaterial whole = seal.transportKey(producer)) {
            return number == 1 ? ClearComponents.told(first) : ClearComponents.missing(whole, first);
        }
    }

    /** First 3 bytes of the component's SHA-256, hex: who enters it sees that it was read rightly. */
    public static String checkValue(byte[] component) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(component);
            return HexFormat.of().withUpperCase().formatHex(digest, 0, 3);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 belongs to every JDK", e);
        }
    }
}
