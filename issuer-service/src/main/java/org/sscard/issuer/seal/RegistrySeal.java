package org.sscard.issuer.seal;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyPlan;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Guards the registry's rows with keys that the database does not hold (docs/registry.md): personal data are AES-256-GCM,
 * id numbers are found by a keyed index, and a row's MAC tells when somebody changed it by hand. Safe for several threads.
 */
public final class RegistrySeal {

    /** Length of a blind index and of a row MAC. */
    public static final int TAG_BYTES = 16;

    private static final KeyId KEY = new KeyId("REGISTRY", 1, KeyAlgorithm.SM4, Scope.MINISTRY);
    private static final String HMAC = "HmacSHA256";
    private static final String GCM = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;

    private final SecretKey dataKey;
    private final SecretKey indexKey;
    private final SecretKey rowKey;
    private final SecretKey journalKey;
    private final SecureRandom random;

    /** @param keys one key of 32 bytes for each purpose; erased here */
    public RegistrySeal(Function<String, KeyMaterial> keys, SecureRandom random) {
        this.dataKey = key(keys, "registry data", "AES");
        this.indexKey = key(keys, "registry index", HMAC);
        this.rowKey = key(keys, "registry row", HMAC);
        this.journalKey = key(keys, "registry journal", HMAC);
        this.random = random;
    }

    /** With the registry's key of this vault, which is drawn where there is none yet. */
    public static RegistrySeal of(KeyVault vault, Clock clock, SecureRandom random) {
        if (vault.find(KEY).isEmpty()) {
            vault.generate(
                    List.of(new KeyPlan(KEY, KeyUsage.REGISTRY, Exportability.NOT_EXPORTABLE, null)),
                    Key.Origin.createdAndActivated("registry", clock.instant()));
        }
        return new RegistrySeal(purpose -> vault.registryKey(KEY, purpose), random);
    }

    private static SecretKey key(Function<String, KeyMaterial> keys, String purpose, String algorithm) {
        try (KeyMaterial material = keys.apply(purpose)) {
            return new SecretKeySpec(material.bytes(MaterialAccess.GRANTED), algorithm);
        }
    }

    /** Under which equal texts are found, 16 bytes. Without the key nobody can try numbers against it. */
    public byte[] index(String text) {
        return Arrays.copyOf(hmac(indexKey, text.getBytes(StandardCharsets.UTF_8)), TAG_BYTES);
    }

    /** @return nonce (12 bytes), ciphertext, tag (16 bytes) */
    public byte[] seal(byte[] clear, RowFields bound) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = gcm(Cipher.ENCRYPT_MODE, dataKey, nonce, bound.bytes(), clear);
        byte[] out = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, out, NONCE_BYTES, sealed.length);
        return out;
    }

    /** @throws CodedException REGISTRY_ROW_TAMPERED when this is not what was sealed, or not with this row */
    public byte[] open(byte[] sealed, RowFields bound) {
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            throw bound.tampered();
        }
        try {
            return gcm(
                    Cipher.DECRYPT_MODE,
                    dataKey,
                    Arrays.copyOf(sealed, NONCE_BYTES),
                    bound.bytes(),
                    Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
        } catch (BadTag e) {
            throw bound.tampered();
        }
    }

    /** The MAC of a row, 16 bytes. */
    public byte[] mac(RowFields row) {
        return Arrays.copyOf(hmac(rowKey, row.bytes()), TAG_BYTES);
    }

    /** What encrypts the APDUs of one run of one card; a row's place in the journal is its nonce. */
    public JournalSeal journal(long cardId, long token) {
        byte[] place = RowFields.of("journal").number(cardId).number(token).bytes();
        return new JournalSeal(new SecretKeySpec(hmac(journalKey, place), "AES"));
    }

    /** Of one run of one card: each place is sealed once. */
    public static final class JournalSeal {

        private final SecretKey key;

        private JournalSeal(SecretKey key) {
            this.key = key;
        }

        public byte[] seal(int seq, char entry, byte[] clear) {
            return gcm(Cipher.ENCRYPT_MODE, key, nonce(seq, entry), new byte[0], clear);
        }

        /** @throws CodedException REGISTRY_ROW_TAMPERED */
        public byte[] open(int seq, char entry, byte[] sealed) {
            try {
                return gcm(Cipher.DECRYPT_MODE, key, nonce(seq, entry), new byte[0], sealed);
            } catch (BadTag e) {
                throw new CodedException(e, ErrorCode.REGISTRY_ROW_TAMPERED, "apdu_journal");
            }
        }

        private static byte[] nonce(int seq, char entry) {
            byte[] nonce = new byte[NONCE_BYTES];
            for (int i = 0; i < Integer.BYTES; i++) {
                nonce[i] = (byte) (seq >>> (8 * (Integer.BYTES - 1 - i)));
            }
            nonce[Integer.BYTES] = (byte) entry;
            return nonce;
        }
    }

    private static byte[] hmac(SecretKey key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 belongs to every JDK", e);
        }
    }

    private static byte[] gcm(int mode, SecretKey key, byte[] nonce, byte[] bound, byte[] data) {
        try {
            Cipher cipher = Cipher.getInstance(GCM);
            cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
            cipher.updateAAD(bound);
            return cipher.doFinal(data);
        } catch (AEADBadTagException e) {
            throw new BadTag(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM belongs to every JDK", e);
        }
    }

    private static final class BadTag extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadTag(AEADBadTagException cause) {
            super(cause);
        }
    }
}
