package org.sscard.issuer.seal;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.sscard.keys.crypto.DataKey;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyUsage;
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
    private static final int NONCE_BYTES = DataKey.NONCE_BYTES;

    private final DataKey dataKey;
    private final DataKey indexKey;
    private final DataKey rowKey;
    private final DataKey journalKey;
    private final SecureRandom random;
    private final Function<String, KeyMaterial> keys;

    /** @param keys one key of 32 bytes for each purpose; erased here */
    public RegistrySeal(Function<String, KeyMaterial> keys, SecureRandom random) {
        this.dataKey = key(keys, "registry data");
        this.indexKey = key(keys, "registry index");
        this.rowKey = key(keys, "registry row");
        this.journalKey = key(keys, "registry journal");
        this.random = random;
        this.keys = keys;
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

    /** The transport key that a producer's batch files go under, 32 bytes; the caller erases it. */
    public KeyMaterial transportKey(String producer) {
        return keys.apply("producer transport " + producer);
    }

    private static DataKey key(Function<String, KeyMaterial> keys, String purpose) {
        try (KeyMaterial material = keys.apply(purpose)) {
            return DataKey.of(material);
        }
    }

    /** Under which equal texts are found, 16 bytes. Without the key nobody can try numbers against it. */
    public byte[] index(String text) {
        return Arrays.copyOf(indexKey.hmac(text.getBytes(StandardCharsets.UTF_8)), TAG_BYTES);
    }

    /** @return nonce (12 bytes), ciphertext, tag (16 bytes) */
    public byte[] seal(byte[] clear, RowFields bound) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = dataKey.encrypt(nonce, bound.bytes(), clear);
        byte[] out = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, out, NONCE_BYTES, sealed.length);
        return out;
    }

    /** @throws CodedException REGISTRY_ROW_TAMPERED when this is not what was sealed, or not with this row */
    public byte[] open(byte[] sealed, RowFields bound) {
        if (sealed.length < NONCE_BYTES + TAG_BYTES) {
            throw bound.tampered();
        }
        return dataKey.decrypt(
                        Arrays.copyOf(sealed, NONCE_BYTES),
                        bound.bytes(),
                        Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length))
                .orElseThrow(bound::tampered);
    }

    /** The MAC of a row, 16 bytes. */
    public byte[] mac(RowFields row) {
        return Arrays.copyOf(rowKey.hmac(row.bytes()), TAG_BYTES);
    }

    /** What encrypts the APDUs of one run of one card; a row's place in the journal is its nonce. */
    public JournalSeal journal(long cardId, long token) {
        byte[] place = RowFields.of("journal").number(cardId).number(token).bytes();
        return new JournalSeal(journalKey.derived(place));
    }

    /** Of one run of one card: each place is sealed once. */
    public static final class JournalSeal {

        private final DataKey key;

        private JournalSeal(DataKey key) {
            this.key = key;
        }

        public byte[] seal(int seq, char entry, byte[] clear) {
            return key.encrypt(nonce(seq, entry), new byte[0], clear);
        }

        /** @throws CodedException REGISTRY_ROW_TAMPERED */
        public byte[] open(int seq, char entry, byte[] sealed) {
            return key.decrypt(nonce(seq, entry), new byte[0], sealed)
                    .orElseThrow(() -> new CodedException(ErrorCode.REGISTRY_ROW_TAMPERED, "apdu_journal"));
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
}
