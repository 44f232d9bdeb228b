package org.sscard.keys.vault;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * The keys under which a software vault seals each value: one, and while values are being rewrapped the old and the new
 * one side by side, so that a rewrap can stop anywhere and go on (F21). Masked in memory as the keys are. Guarded by the vault
 * that owns it.
 */
final class WrappingKeys {

    private static final int LENGTH = 32;
    private static final int MAX_VERSION = 0xFFFF;

    /** A sealed value: nonce ‖ ciphertext ‖ tag. */
    record Wrapped(int version, String hex) {

        static Wrapped of(int version, byte[] sealed) {
            return new Wrapped(version, HexFormat.of().formatHex(sealed));
        }

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    private final NavigableMap<Integer, MaskedKey> byVersion;

    private WrappingKeys(NavigableMap<Integer, MaskedKey> byVersion) {
        this.byVersion = byVersion;
    }

    static WrappingKeys first(SecureRandom random) {
        return new WrappingKeys(new TreeMap<>(Map.of(1, drawn(random))));
    }

    static WrappingKeys read(DataInputStream in, SecureRandom random) throws IOException {
        NavigableMap<Integer, MaskedKey> byVersion = new TreeMap<>();
        int count = in.readUnsignedByte();
        for (int i = 0; i < count; i++) {
            int version = in.readUnsignedShort();
            byte[] key = new byte[LENGTH];
            in.readFully(key);
            byVersion.put(version, masked(key, random));
        }
        if (byVersion.isEmpty() || byVersion.size() != count) {
            throw VaultFile.damaged("its wrapping keys");
        }
        return new WrappingKeys(byVersion);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeByte(byVersion.size());
        for (Map.Entry<Integer, MaskedKey> key : byVersion.entrySet()) {
            out.writeShort(key.getKey());
            try (KeyMaterial clear = key.getValue().open()) {
                out.write(clear.bytes(MaterialAccess.GRANTED));
            }
        }
    }

    int newest() {
        return byVersion.lastKey();
    }

    boolean isRotating() {
        return byVersion.size() > 1;
    }

    /** These and a new one; the old ones are shared with this object. */
    WrappingKeys withNext(SecureRandom random) {
        NavigableMap<Integer, MaskedKey> next = new TreeMap<>(byVersion);
        next.put(newest() % MAX_VERSION + 1, drawn(random));
        return new WrappingKeys(next);
    }

    /** The newest alone. */
    WrappingKeys withoutOld() {
        return new WrappingKeys(
                new TreeMap<>(Map.of(newest(), byVersion.lastEntry().getValue())));
    }

    Wrapped wrap(Key key, KeyMaterial material, SecureRandom random) {
        byte[] nonce = new byte[AesCipher.GCM_NONCE];
        random.nextBytes(nonce);
        byte[] sealed;
        try (KeyMaterial wrapping = byVersion.lastEntry().getValue().open()) {
            sealed = AesCipher.sealGcm(
                    wrapping.bytes(MaterialAccess.GRANTED), nonce, bound(key), material.bytes(MaterialAccess.GRANTED));
        }
        byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
        return Wrapped.of(newest(), whole);
    }

    /** @throws org.sscard.keys.KeyException VAULT_DAMAGED */
    KeyMaterial unwrap(Key key, Wrapped wrapped) {
        MaskedKey wrapping = byVersion.get(wrapped.version());
        byte[] whole = wrapped.bytes();
        if (wrapping == null || whole.length <= AesCipher.GCM_NONCE + AesCipher.GCM_TAG) {
            throw VaultFile.damaged("a key record");
        }
        byte[] nonce = Arrays.copyOf(whole, AesCipher.GCM_NONCE);
        byte[] sealed = Arrays.copyOfRange(whole, AesCipher.GCM_NONCE, whole.length);
        try (KeyMaterial clear = wrapping.open()) {
            byte[] value = AesCipher.openGcm(clear.bytes(MaterialAccess.GRANTED), nonce, bound(key), sealed);
            return KeyMaterial.owning(value, MaterialAccess.GRANTED);
        } catch (AEADBadTagException e) {
            throw VaultFile.damaged("a key record");
        }
    }

    /** Erases what the other set does not have. */
    void eraseAllBut(WrappingKeys kept) {
        byVersion.forEach((version, key) -> {
            if (kept.byVersion.get(version) != key) {
                key.close();
            }
        });
    }

    void erase() {
        byVersion.values().forEach(MaskedKey::close);
    }

    /** What a value belongs to is bound to it: a record cannot take another's value. */
    private static byte[] bound(Key key) {
        return (key.id() + " " + key.usage() + " " + key.environment()).getBytes(StandardCharsets.UTF_8);
    }

    private static MaskedKey drawn(SecureRandom random) {
        byte[] key = new byte[LENGTH];
        random.nextBytes(key);
        return masked(key, random);
    }

    /** @param key erased here */
    private static MaskedKey masked(byte[] key, SecureRandom random) {
        try (KeyMaterial material = KeyMaterial.owning(key, MaterialAccess.GRANTED)) {
            return MaskedKey.of(material, random);
        }
    }
}
