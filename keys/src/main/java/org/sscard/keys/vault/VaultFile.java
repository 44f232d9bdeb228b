package org.sscard.keys.vault;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.DecoderException;
import org.apache.commons.codec.binary.Hex;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.crypto.Passphrases;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * The file of a software vault, as {@code docs/vault-format.md} describes it: a header in the clear, the keys under
 * AES-256-GCM with the header as associated data, and a SHA-256 over all of it, which tells damage from a wrong
 * passphrase.
 */
final class VaultFile {

    private static final byte[] MAGIC = {'S', 'S', 'C', 'V', 'A', 'U', 'L', 'T'};
    private static final short VERSION = 1;
    private static final byte ARGON2ID = 1;
    private static final int SALT = 16;
    private static final int ID = 16;
    private static final int PASSPHRASE_CHECK = 16;
    private static final int MASTER = 32;
    private static final int DIGEST = 32;
    private static final int MAX_SEALED = 64 * 1024 * 1024;
    private static final int HEADER =
            MAGIC.length + 2 + 1 + 1 + 12 + SALT + ID + PASSPHRASE_CHECK + 8 + AesCipher.GCM_NONCE + 4;

    /**
     * What stays the same while the passphrase does.
     *
     * @param salt hex
     * @param vaultId hex
     * @param check hex; tells whether a passphrase is right without trying to decrypt
     */
    record Identity(
            Environment environment,
            Passphrases.Cost cost,
            String salt,
            String vaultId,
            String check,
            KeyMaterial sealingKey) {

        void erase() {
            sealingKey.close();
        }

        @Override
        public String toString() {
            return "vault " + vaultId + " (" + environment + ")";
        }
    }

    /** An opened file; the clear {@code payload} has to be erased. */
    record Opened(Identity identity, long generation, KeyMaterial payload) {}

    private VaultFile() {}

    static Identity create(Environment environment, Passphrases.Cost cost, char[] passphrase, SecureRandom random) {
        byte[] salt = new byte[SALT];
        byte[] vaultId = new byte[ID];
        random.nextBytes(salt);
        random.nextBytes(vaultId);
        return unlock(environment, cost, salt, vaultId, passphrase);
    }

    static byte[] seal(Identity identity, long generation, byte[] payload, SecureRandom random) {
        byte[] nonce = new byte[AesCipher.GCM_NONCE];
        random.nextBytes(nonce);
        int sealedLength = payload.length + AesCipher.GCM_TAG;
        byte[] header = ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putShort(VERSION)
                .put(environmentCode(identity.environment()))
                .put(ARGON2ID)
                .putInt(identity.cost().memoryKiB())
                .putInt(identity.cost().iterations())
                .putInt(identity.cost().parallelism())
                .put(bytes(identity.salt()))
                .put(bytes(identity.vaultId()))
                .put(bytes(identity.check()))
                .putLong(generation)
                .put(nonce)
                .putInt(sealedLength)
                .array();
        byte[] sealed = AesCipher.sealGcm(identity.sealingKey().bytes(MaterialAccess.GRANTED), nonce, header, payload);
        ByteBuffer file =
                ByteBuffer.allocate(HEADER + sealed.length + DIGEST).put(header).put(sealed);
        file.put(digest(file.array(), HEADER + sealed.length));
        return file.array();
    }

    /** @throws KeyException VAULT_DAMAGED, VAULT_PASSPHRASE_WRONG, KEY_ENVIRONMENT_MISMATCH */
    static Opened open(byte[] file, Environment expected, char[] passphrase) {
        int body = file.length - DIGEST;
        if (body < HEADER || !MessageDigest.isEqual(digest(file, body), Arrays.copyOfRange(file, body, file.length))) {
            throw damaged("its digest does not fit");
        }
        try {
            return open(ByteBuffer.wrap(file, 0, body), Arrays.copyOf(file, HEADER), expected, passphrase);
        } catch (BufferUnderflowException e) {
            throw damaged("it is cut");
        } catch (AEADBadTagException e) {
            throw damaged("its content was changed");
        }
    }

    private static Opened open(ByteBuffer in, byte[] header, Environment expected, char[] passphrase)
            throws AEADBadTagException {
        if (!Arrays.equals(bytes(in, MAGIC.length), MAGIC) || in.getShort() != VERSION) {
            throw damaged("no vault of format version " + VERSION);
        }
        Environment environment = environment(in.get());
        if (environment != expected) {
            throw new KeyException(
                    KeyFault.KEY_ENVIRONMENT_MISMATCH, "the vault is for " + environment + ", not " + expected);
        }
        if (in.get() != ARGON2ID) {
            throw damaged("unknown key derivation");
        }
        Passphrases.Cost cost = new Passphrases.Cost(in.getInt(), in.getInt(), in.getInt());
        byte[] salt = bytes(in, SALT);
        byte[] vaultId = bytes(in, ID);
        byte[] check = bytes(in, PASSPHRASE_CHECK);
        long generation = in.getLong();
        byte[] nonce = bytes(in, AesCipher.GCM_NONCE);
        int sealedLength = in.getInt();
        if (sealedLength != in.remaining() || sealedLength > MAX_SEALED) {
            throw damaged("its length does not fit");
        }
        byte[] sealed = bytes(in, sealedLength);
        Identity identity = unlock(environment, cost, salt, vaultId, passphrase);
        if (!MessageDigest.isEqual(bytes(identity.check()), check)) {
            identity.erase();
            throw new KeyException(KeyFault.VAULT_PASSPHRASE_WRONG, "the passphrase does not open this vault");
        }
        byte[] payload = AesCipher.openGcm(identity.sealingKey().bytes(MaterialAccess.GRANTED), nonce, header, sealed);
        return new Opened(identity, generation, KeyMaterial.owning(payload, MaterialAccess.GRANTED));
    }

    private static Identity unlock(
            Environment environment, Passphrases.Cost cost, byte[] salt, byte[] vaultId, char[] passphrase) {
        byte[] master = Passphrases.derive(passphrase, salt, cost, MASTER);
        try {
            byte[] check = Arrays.copyOf(labelled(master, "sscard vault check"), PASSPHRASE_CHECK);
            KeyMaterial sealingKey = KeyMaterial.owning(labelled(master, "sscard vault seal"), MaterialAccess.GRANTED);
            return new Identity(environment, cost, hex(salt), hex(vaultId), hex(check), sealingKey);
        } finally {
            Arrays.fill(master, (byte) 0);
        }
    }

    private static byte[] labelled(byte[] master, String label) {
        try {
            Mac hmac = Mac.getInstance("HmacSHA256");
            hmac.init(new SecretKeySpec(master, "HmacSHA256"));
            return hmac.doFinal(label.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] digest(byte[] file, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(file, 0, length);
            return sha256.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw damaged("it is cut");
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return Hex.encodeHexString(bytes, false);
    }

    private static byte[] bytes(String hex) {
        try {
            return Hex.decodeHex(hex);
        } catch (DecoderException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte environmentCode(Environment environment) {
        return switch (environment) {
            case TEST -> 'T';
            case PRODUCTION -> 'P';
        };
    }

    private static Environment environment(byte code) {
        return switch (code) {
            case 'T' -> Environment.TEST;
            case 'P' -> Environment.PRODUCTION;
            default -> throw damaged("unknown environment");
        };
    }

    static KeyException damaged(String why) {
        return new KeyException(KeyFault.VAULT_DAMAGED, "the vault file is damaged: " + why);
    }
}
