package org.sscard.keys.pkcs11;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** A library that answers late, refuses, or lost its token, in front of a real one. */
public final class FaultyCryptoki implements Cryptoki {

    private final Cryptoki real;
    private volatile long refusal = Ck.CKR_OK;
    private volatile CountDownLatch gate = new CountDownLatch(0);

    public FaultyCryptoki(Cryptoki real) {
        this.real = real;
    }

    /** Every call that computes is answered so from now on; CKR_OK ends it. */
    public void refuse(long returnValue) {
        refusal = returnValue;
    }

    /** Calls that compute wait until {@link #letGo}. */
    public void hold() {
        gate = new CountDownLatch(1);
    }

    public void letGo() {
        gate.countDown();
    }

    private void pass(String function) {
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (refusal != Ck.CKR_OK) {
            throw new CryptokiException(function, refusal);
        }
    }

    @Override
    public List<Long> slots() {
        return real.slots();
    }

    @Override
    public TokenInfo tokenInfo(long slot) {
        return real.tokenInfo(slot);
    }

    @Override
    public Set<Long> mechanisms(long slot) {
        return real.mechanisms(slot);
    }

    @Override
    public void initialise(long slot, String label, byte[] securityOfficerPin, byte[] userPin) {
        real.initialise(slot, label, securityOfficerPin, userPin);
    }

    @Override
    public long openSession(long slot) {
        return real.openSession(slot);
    }

    @Override
    public void closeSession(long session) {
        real.closeSession(session);
    }

    @Override
    public void login(long session, byte[] pin) {
        pass("C_Login");
        real.login(session, pin);
    }

    @Override
    public void logout(long session) {
        real.logout(session);
    }

    @Override
    public long createObject(long session, List<Attribute> template) {
        pass("C_CreateObject");
        return real.createObject(session, template);
    }

    @Override
    public void destroyObject(long session, long object) {
        real.destroyObject(session, object);
    }

    @Override
    public byte[] attribute(long session, long object, long type) {
        return real.attribute(session, object, type);
    }

    @Override
    public List<Long> find(long session, List<Attribute> template) {
        return real.find(session, template);
    }

    @Override
    public long generateKey(long session, long mechanism, List<Attribute> template) {
        pass("C_GenerateKey");
        return real.generateKey(session, mechanism, template);
    }

    @Override
    public long deriveKey(long session, long mechanism, byte[] data, long baseKey, List<Attribute> template) {
        pass("C_DeriveKey");
        return real.deriveKey(session, mechanism, data, baseKey, template);
    }

    @Override
    public byte[] encrypt(long session, long mechanism, long key, byte[] data) {
        pass("C_Encrypt");
        return real.encrypt(session, mechanism, key, data);
    }

    @Override
    public byte[] decrypt(long session, long mechanism, long key, byte[] data) {
        pass("C_Decrypt");
        return real.decrypt(session, mechanism, key, data);
    }
}
