package org.sscard.keys.vault;

import java.security.SecureRandom;
import java.util.Arrays;
import org.sscard.keys.crypto.Passphrases;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.pkcs11.TokenMaster;

/** What opens a vault: a passphrase (Argon2id) or a key in a token that wraps the vault's master. */
public sealed interface VaultOpener {

    /** The caller erases the array when the vault is open. */
    static VaultOpener passphrase(char[] passphrase) {
        return new ByPassphrase(passphrase);
    }

    static VaultOpener token(TokenMaster wrapper) {
        return new ByToken(wrapper);
    }

    /** A passphrase stretched by Argon2id. */
    final class ByPassphrase implements VaultOpener {

        private final char[] passphrase;

        private ByPassphrase(char[] passphrase) {
            this.passphrase = passphrase;
        }

        byte[] master(byte[] salt, Passphrases.Cost cost) {
            return Passphrases.derive(passphrase, salt, cost, VaultFile.MASTER);
        }
    }

    /** A random master, wrapped by a token. */
    final class ByToken implements VaultOpener {

        private final TokenMaster wrapper;

        private ByToken(TokenMaster wrapper) {
            this.wrapper = wrapper;
        }

        KeyMaterial draw(SecureRandom random) {
            byte[] master = new byte[VaultFile.MASTER];
            random.nextBytes(master);
            return KeyMaterial.owning(master, MaterialAccess.GRANTED);
        }

        byte[] wrap(KeyMaterial master) {
            return wrapper.wrap(master.bytes(MaterialAccess.GRANTED));
        }

        byte[] unwrap(byte[] wrapped) {
            byte[] master = wrapper.unwrap(wrapped);
            if (master.length != VaultFile.MASTER) {
                Arrays.fill(master, (byte) 0);
                throw VaultFile.damaged("its wrapped master");
            }
            return master;
        }
    }
}
