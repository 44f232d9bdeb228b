package org.sscard.keys.pkcs11;

import java.util.List;
import java.util.Set;

/**
 * The functions of a PKCS#11 library (OASIS PKCS#11 v2.40) that a vault needs, one to one. Numbers are those of the
 * standard ({@link Ck}). A session belongs to one thread at a time.
 *
 * <p>Every method throws {@link CryptokiException} with the library's return value.
 */
public interface Cryptoki {

    /** C_GetSlotList, slots with a token. */
    List<Long> slots();

    /** C_GetTokenInfo. */
    TokenInfo tokenInfo(long slot);

    /** C_GetMechanismList. */
    Set<Long> mechanisms(long slot);

    /** C_InitToken, C_InitPIN: a fresh token, for rehearsals. */
    void initialise(long slot, String label, byte[] securityOfficerPin, byte[] userPin);

    /** C_OpenSession, read and write. */
    long openSession(long slot);

    void closeSession(long session);

    /** C_Login as user; who is logged in already stays so. */
    void login(long session, byte[] pin);

    void logout(long session);

    long createObject(long session, List<Attribute> template);

    void destroyObject(long session, long object);

    /** C_GetAttributeValue. */
    byte[] attribute(long session, long object, long type);

    /** C_FindObjects, all of them. */
    List<Long> find(long session, List<Attribute> template);

    /** C_GenerateKey with a mechanism without parameter. */
    long generateKey(long session, long mechanism, List<Attribute> template);

    /** C_DeriveKey with CK_KEY_DERIVATION_STRING_DATA. */
    long deriveKey(long session, long mechanism, byte[] data, long baseKey, List<Attribute> template);

    /** C_EncryptInit and C_Encrypt with a mechanism without parameter. */
    byte[] encrypt(long session, long mechanism, long key, byte[] data);

    /** C_DecryptInit and C_Decrypt with a mechanism without parameter. */
    byte[] decrypt(long session, long mechanism, long key, byte[] data);
}
