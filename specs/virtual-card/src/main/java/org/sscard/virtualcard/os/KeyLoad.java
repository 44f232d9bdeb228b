package org.sscard.virtualcard.os;

import java.util.Arrays;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.KeyStore;
import org.sscard.virtualcard.memory.Pin;
import org.sscard.virtualcard.memory.RetryCounter;

/** The plain content of LOAD KEY: type1 ‖ id1 ‖ version1 ‖ algorithm1 ‖ retry1 ‖ key (§7.1). */
final class KeyLoad {

    private static final int HEADER = 5;
    private static final int MAX_TRIES = 15;
    private static final int DES_STK_LENGTH = 8;
    private static final int KEY_LENGTH = 16;

    private final KeyStore.Slot slot;
    private final CardAlgorithm algorithm;
    private final int retryLimit;
    private final byte[] value;

    private KeyLoad(KeyStore.Slot slot, CardAlgorithm algorithm, int retryLimit, byte[] value) {
        this.slot = slot;
        this.algorithm = algorithm;
        this.retryLimit = retryLimit;
        this.value = value;
    }

    /**
     * The algorithm byte of a PIN means nothing.
     *
     * @throws Refusal 6A80
     */
    static KeyLoad parse(byte[] plain) {
        if (plain.length <= HEADER) {
            throw new Refusal(Sw.BAD_DATA);
        }
        KeyType type = type(plain[0] & 0xFF);
        CardAlgorithm algorithm = type == KeyType.PIN ? CardAlgorithm.DES : algorithm(plain[3] & 0xFF);
        int retryLimit = retryLimit(plain[4] & 0xFF);
        byte[] value = Arrays.copyOfRange(plain, HEADER, plain.length);
        if (value.length != expectedLength(type, algorithm)) {
            throw new Refusal(Sw.BAD_DATA);
        }
        KeyStore.Slot slot = new KeyStore.Slot(type, plain[1] & 0xFF, plain[2] & 0xFF);
        return new KeyLoad(slot, algorithm, retryLimit, type == KeyType.PIN ? pin(value) : value);
    }

    private static KeyType type(int code) {
        for (KeyType type : KeyType.values()) {
            if (type.code() == code) {
                return type;
            }
        }
        throw new Refusal(Sw.BAD_DATA);
    }

    /** SSF33 is secret and not implemented (§10). */
    private static CardAlgorithm algorithm(int code) {
        for (CardAlgorithm algorithm : CardAlgorithm.values()) {
            if (algorithm.code() == code) {
                if (!algorithm.isSupported()) {
                    throw new Refusal(Sw.NOT_SUPPORTED);
                }
                return algorithm;
            }
        }
        throw new Refusal(Sw.BAD_DATA);
    }

    /** 63Cx counts to 15; 00 and FF are no limit. */
    private static int retryLimit(int retry) {
        if (retry == 0 || retry == RetryCounter.UNLIMITED) {
            return RetryCounter.UNLIMITED;
        }
        if (retry > MAX_TRIES) {
            throw new Refusal(Sw.BAD_DATA);
        }
        return retry;
    }

    private static int expectedLength(KeyType type, CardAlgorithm algorithm) {
        if (type == KeyType.PIN) {
            return Pin.LENGTH;
        }
        return type == KeyType.STK && algorithm == CardAlgorithm.DES ? DES_STK_LENGTH : KEY_LENGTH;
    }

    private static byte[] pin(byte[] filled) {
        return Pin.normalised(filled).orElseThrow(() -> new Refusal(Sw.BAD_DATA));
    }

    KeyType type() {
        return slot.type();
    }

    /** Whether the directory holds this key already. */
    boolean replacesIn(Directory directory) {
        return slot.type() == KeyType.PIN
                ? directory.pin().isPresent()
                : directory.keys().find(slot.type(), slot.id(), slot.version()).isPresent();
    }

    void storeIn(Directory directory) {
        RetryCounter counter = new RetryCounter(retryLimit);
        if (slot.type() == KeyType.PIN) {
            directory.put(new Pin(value, counter));
        } else {
            directory.keys().put(slot, new CardKey(algorithm, value), counter);
        }
        Arrays.fill(value, (byte) 0);
    }
}
