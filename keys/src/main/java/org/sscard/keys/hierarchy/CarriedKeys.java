package org.sscard.keys.hierarchy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CipherSuite;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.vault.CardKey;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * Keys of cards as a batch file carries them to where cards are made: that place has no key of the hierarchy, only these
 * and the transport key of its blanks.
 */
public final class CarriedKeys {

    private final CardAlgorithm algorithm;
    private final Map<KeyRef, Place> places = new HashMap<>();
    private final int lengthBytes;
    private final KeyMaterial blanks;
    private final CipherSuite blanksSuite;

    private record Place(int at, int length) {}

    /**
     * @param order of the keys of each card
     * @param blanks the transport key of blanks, 16 bytes; erased by whoever gave it
     * @param blanksFamily DES (3DES) or SM4: a vendor delivers it for the family that the blank starts with
     */
    public CarriedKeys(CardAlgorithm algorithm, List<KeyRef> order, KeyMaterial blanks, CardAlgorithm blanksFamily) {
        this.algorithm = algorithm;
        this.blanksSuite = CipherSuite.of(blanksFamily);
        this.blanks = blanks;
        int at = 0;
        for (KeyRef ref : order) {
            int length = KeyTable.definition(ref).lengthBytes(algorithm);
            places.put(ref, new Place(at, length));
            at += length;
        }
        this.lengthBytes = at;
    }

    /** Bytes of one card's keys, one after the other. */
    public int lengthBytes() {
        return lengthBytes;
    }

    /**
     * The keys of one card.
     *
     * @param keys copied; the caller erases its own
     */
    public CardKeys of(byte[] keys) {
        if (keys.length != lengthBytes) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, "keys of " + keys.length + " bytes");
        }
        return new CardKeys(CipherSuite.of(algorithm), new OneCard(keys.clone()), "carried");
    }

    private final class OneCard implements CardKeySource {

        private final byte[] keys;

        private OneCard(byte[] keys) {
            this.keys = keys;
        }

        @Override
        public CardKey cardKey(KeyRef ref) {
            Place place = places.get(ref);
            if (place == null) {
                throw new KeyException(KeyFault.KEY_NOT_FOUND, ref + " is not carried");
            }
            byte[] key = Arrays.copyOfRange(keys, place.at(), place.at() + place.length());
            return new Carried(CipherSuite.of(algorithm), KeyMaterial.owning(key, MaterialAccess.GRANTED));
        }

        @Override
        public TransportSession transportSession(byte[] random) {
            byte[] session = blanksSuite.sessionKey(blanks.bytes(MaterialAccess.GRANTED), random);
            return new TransportSession(blanksSuite, KeyMaterial.owning(session, MaterialAccess.GRANTED));
        }

        @Override
        public boolean holds(KeyRef ref) {
            return places.containsKey(ref);
        }

        @Override
        public void close() {
            Arrays.fill(keys, (byte) 0);
        }
    }

    private record Carried(CipherSuite suite, KeyMaterial material) implements CardKey {

        @Override
        public KeyMaterial session(byte[] random) {
            byte[] session = suite.sessionKey(material.bytes(MaterialAccess.GRANTED), random);
            return KeyMaterial.owning(session, MaterialAccess.GRANTED);
        }

        @Override
        public void close() {
            material.close();
        }
    }
}
