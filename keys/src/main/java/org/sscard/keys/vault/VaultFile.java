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
    /** Version 1 had no wrapped master and no wrapping keys; it is read, and written anew as version 2. */
    private static final short FIRST_VERSION = 1;

    private static final short VERSION = 2;
    private static final byte ARGON2ID = 1;
    private static final byte TOKEN = 2;
    private static final int SALT = 16;
    private static final int ID = 16;
    private static final int CHECK = 16;
    static final int MASTER = 32;
    private static final int DIGEST = 32;
    private static final int MAX_WRAPPED = 1024;
    private static final int MAX_SEALED = 64 * 1024 * 1024;
    private static final int FIRST_HEADER =
            MAGIC.length + 2 + 1 + 1 + 12 + SALT + ID + CHECK + 8 + AesCipher.GCM_NONCE + 4;

    /**
     * What stays the same while the master does.
     *
     * @param salt hex
     * @param vaultId hex
     * @param check hex; tells whether a master is right without trying to decrypt
     * @param wrapped the master under a token's key, hex; empty when it comes from a passphrase
     */
    record Identity(
            Environment environment,
            Passphrases.Cost cost,
            String salt,
            String vaultId,
            String check,
            String wrapped,
            MaskedKey sealingKey) {

        void erase() {
            sealingKey.close();
        }

        @Override
        public String toString() {
            return "vault " + vaultId + " (" + environment + ")";
        }
    }

    /** An opened file; the clear {@code payload} has to be erased. */
    record Opened(Identity identity, short version, long generation, KeyMaterial payload) {}

    private VaultFile() {}

    static Identity create(Environment environment, Passphrases.Cost cost, VaultOpener opener, SecureRandom random) {
        byte[] vaultId = new byte[ID];
        random.nextBytes(vaultId);
        return renewed(environment, cost, hex(vaultId), opener, random);
    }

    /** The same vault under another master. */
    static Identity renewed(
            Environment environment, Passphrases.Cost cost, String vaultId, VaultOpener opener, SecureRandom random) {
        byte[] salt = new byte[SALT];
        random.nextBytes(salt);
        if (opener instanceof VaultOpener.ByToken token) {
            try (KeyMaterial master = token.draw(random)) {
                byte[] wrapped = token.wrap(master);
                byte[] copy = master.bytes(MaterialAccess.GRANTED).clone();
                return identity(environment, cost, hex(salt), vaultId, hex(wrapped), copy, random);
            }
        }
        byte[] master = ((VaultOpener.ByPassphrase) opener).master(salt, cost);
        return identity(environment, cost, hex(salt), vaultId, "", master, random);
    }

    static byte[] seal(Identity identity, long generation, byte[] payload, SecureRandom random) {
        byte[] nonce = new byte[AesCipher.GCM_NONCE];
        random.nextBytes(nonce);
        byte[] wrapped = bytes(identity.wrapped());
        int sealedLength = payload.length + AesCipher.GCM_TAG;
        byte[] header = ByteBuffer.allocate(FIRST_HEADER + 2 + wrapped.length)
                .put(MAGIC)
                .putShort(VERSION)
                .put(environmentCode(identity.environment()))
                .put(wrapped.length == 0 ? ARGON2ID : TOKEN)
                .putInt(identity.cost().memoryKiB())
                .putInt(identity.cost().iterations())
                .putInt(identity.cost().parallelism())
                .put(bytes(identity.salt()))
                .put(bytes(identity.vaultId()))
                .put(bytes(identity.check()))
                .putLong(generation)
                .put(nonce)
                .putInt(sealedLength)
                .putShort((short) wrapped.length)
                .put(wrapped)
                .array();
        byte[] sealed;
        try (KeyMaterial sealingKey = identity.sealingKey().open()) {
            sealed = AesCipher.sealGcm(sealingKey.bytes(MaterialAccess.GRANTED), nonce, header, payload);
        }
        ByteBuffer file = ByteBuffer.allocate(header.length + sealed.length + DIGEST)
                .put(header)
                .put(sealed);
        file.put(digest(file.array(), header.length + sealed.length));
        return file.array();
    }

    /** @throws KeyException VAULT_DAMAGED, VAULT_PASSPHRASE_WRONG, KEY_ENVIRONMENT_MISMATCH, HSM_… */
    static Opened open(byte[] file, Environment expected, VaultOpener opener, SecureRandom random) {
        int body = file.length - DIGEST;
        if (body < FIRST_HEADER
                || !MessageDigest.isEqual(digest(file, body), Arrays.copyOfRange(file, body, file.length))) {
            throw damaged("its digest does not fit");
        }
        try {
            return open(ByteBuffer.wrap(file, 0, body), file, expected, opener, random);
        } catch (BufferUnderflowException e) {
            throw damaged("it is cut");
        } catch (AEADBadTagException e) {
            throw damaged("its content was changed");
        }
    }

    private static Opened open(
            ByteBuffer in, byte[] file, Environment expected, VaultOpener opener, SecureRandom random)
            throws AEADBadTagException {
        if (!Arrays.equals(bytes(in, MAGIC.length), MAGIC)) {
            throw damaged("it is no vault");
        }
        short version = in.getShort();
        if (version != FIRST_VERSION && version != VERSION) {
            throw damaged("format version " + version + " is not known");
        }
        Environment environment = environment(in.get());
        if (environment != expected) {
            throw new KeyException(
                    KeyFault.KEY_ENVIRONMENT_MISMATCH, "the vault is for " + environment + ", not " + expected);
        }
        byte source = in.get();
        Passphrases.Cost cost = new Passphrases.Cost(in.getInt(), in.getInt(), in.getInt());
        byte[] salt = bytes(in, SALT);
        byte[] vaultId = bytes(in, ID);
        byte[] check = bytes(in, CHECK);
        long generation = in.getLong();
        byte[] nonce = bytes(in, AesCipher.GCM_NONCE);
        int sealedLength = in.getInt();
        byte[] wrapped = version == FIRST_VERSION ? new byte[0] : bytes(in, wrappedLength(in));
        byte[] header = Arrays.copyOf(file, in.position());
        if (sealedLength != in.remaining() || sealedLength > MAX_SEALED) {
            throw damaged("its length does not fit");
        }
        byte[] sealed = bytes(in, sealedLength);
        byte[] master = master(source, opener, salt, cost, wrapped);
        Identity identity = identity(environment, cost, hex(salt), hex(vaultId), hex(wrapped), master, random);
        if (!MessageDigest.isEqual(bytes(identity.check()), check)) {
            identity.erase();
            throw new KeyException(KeyFault.VAULT_PASSPHRASE_WRONG, "the passphrase does not open this vault");
        }
        try (KeyMaterial sealingKey = identity.sealingKey().open()) {
            byte[] payload = AesCipher.openGcm(sealingKey.bytes(MaterialAccess.GRANTED), nonce, header, sealed);
            return new Opened(identity, version, generation, KeyMaterial.owning(payload, MaterialAccess.GRANTED));
        } catch (AEADBadTagException e) {
            identity.erase();
            throw e;
        }
    }

    private static int wrappedLength(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > MAX_WRAPPED) {
            throw damaged("its wrapped master");
        }
        return length;
    }

    private static byte[] master(byte source, VaultOpener opener, byte[] salt, Passphrases.Cost cost, byte[] wrapped) {
        if (source == ARGON2ID && opener instanceof VaultOpener.ByPassphrase passphrase) {
            return passphrase.master(salt, cost);
        }
        if (source == TOKEN && opener instanceof VaultOpener.ByToken token) {
            return token.unwrap(wrapped);
        }
        if (source != ARGON2ID && source != TOKEN) {
            throw damaged("unknown source of its master");
        }
        throw new KeyException(
                KeyFault.VAULT_PASSPHRASE_WRONG,
                source == TOKEN ? "this vault opens with its token" : "this vault opens with a passphrase");
    }

    /** @param master erased here */
    private static Identity identity(
            Environment environment,
            Passphrases.Cost cost,
            String salt,
            String vaultId,
            String wrapped,
            byte[] master,
            SecureRandom random) {
        byte[] sealing = labelled(master, "sscard vault seal");
        try (KeyMaterial clear = KeyMaterial.owning(sealing, MaterialAccess.GRANTED)) {
            byte[] check = Arrays.copyOf(labelled(master, "sscard vault check"), CHECK);
            return new Identity(environment, cost, salt, vaultId, hex(check), wrapped, MaskedKey.of(clear, random));
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
        return new KeyException(KeyFault.VAULT_DAMAGED, why);
    }
}
