package org.sscard.keys.pkcs11;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * An AES-256 key in a token that wraps the masters of vaults: generated there, sensitive, not extractable. A wrapped
 * master is CKA_ID (16 bytes) ‖ AES-ECB of its 32 random bytes; whether it is right, the vault's check value tells.
 */
public final class TokenMaster {

    private static final int ID = 16;
    private static final int MASTER = 32;
    private static final String LABEL = "sscard vault master";

    private final Token token;
    private final SecureRandom random;

    public TokenMaster(Token token, SecureRandom random) {
        this.token = token;
        this.random = random;
    }

    /**
     * Draws a new wrapping key in the token and wraps the master under it.
     *
     * @param master 32 bytes; the caller erases them
     * @throws KeyException HSM_…
     */
    public byte[] wrap(byte[] master) {
        byte[] id = new byte[ID];
        random.nextBytes(id);
        byte[] sealed = token.ask(
                (c, session) -> {
                    long key = c.generateKey(session, Ck.CKM_AES_KEY_GEN, template(id));
                    TokenKeys.requireUnreadable(c, session, key);
                    return c.encrypt(session, Ck.CKM_AES_ECB, key, master);
                },
                (c, session, late) -> {});
        byte[] wrapped = Arrays.copyOf(id, ID + sealed.length);
        System.arraycopy(sealed, 0, wrapped, ID, sealed.length);
        return wrapped;
    }

    /**
     * @return 32 bytes; the caller erases them
     * @throws KeyException HSM_KEY_MISSING when this token does not hold the key that wrapped it, HSM_…
     */
    public byte[] unwrap(byte[] wrapped) {
        if (wrapped.length != ID + MASTER) {
            throw new KeyException(KeyFault.VAULT_DAMAGED, "its wrapped master");
        }
        byte[] id = Arrays.copyOf(wrapped, ID);
        byte[] sealed = Arrays.copyOfRange(wrapped, ID, wrapped.length);
        return token.ask(
                (c, session) -> {
                    List<Long> found = c.find(
                            session,
                            List.of(Attribute.number(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY), Attribute.bytes(Ck.CKA_ID, id)));
                    if (found.size() != 1) {
                        throw new KeyException(KeyFault.HSM_KEY_MISSING, LABEL);
                    }
                    return c.decrypt(session, Ck.CKM_AES_ECB, found.get(0), sealed);
                },
                (c, session, late) -> Arrays.fill(late, (byte) 0));
    }

    private static List<Attribute> template(byte[] id) {
        return List.of(
                Attribute.number(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY),
                Attribute.number(Ck.CKA_KEY_TYPE, Ck.CKK_AES),
                Attribute.number(Ck.CKA_VALUE_LEN, MASTER),
                Attribute.text(Ck.CKA_LABEL, LABEL),
                Attribute.bytes(Ck.CKA_ID, id),
                Attribute.flag(Ck.CKA_TOKEN, true),
                Attribute.flag(Ck.CKA_PRIVATE, true),
                Attribute.flag(Ck.CKA_SENSITIVE, true),
                Attribute.flag(Ck.CKA_EXTRACTABLE, false),
                Attribute.flag(Ck.CKA_ENCRYPT, true),
                Attribute.flag(Ck.CKA_DECRYPT, true));
    }
}
