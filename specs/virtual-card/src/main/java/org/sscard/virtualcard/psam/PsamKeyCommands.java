package org.sscard.virtualcard.psam;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.command.CommandTable.noData;
import static org.sscard.virtualcard.crypto.ByteArrays.concat;
import static org.sscard.virtualcard.crypto.ByteArrays.slice;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.RetryCounter;

/** GET CHALLENGE, EXTERNAL AUTHENTICATION, CREATE KEY and CHANGE KEY of a PSAM (§5.3, §6). */
final class PsamKeyCommands {

    private static final Set<Integer> CHALLENGE_LENGTHS = Set.of(4, 8, 16);
    private static final int DEFAULT_CHALLENGE = 8;
    private static final int OWN_KEY = 0x00;
    private static final int CHANGE = 0x01;
    private static final int CREATE_HEADER = 8;
    private static final int CHANGE_HEADER = 3;
    private static final int SHORT_KEY = 8;
    private static final int LONG_KEY = 16;
    private static final byte MARK = (byte) 0x80;

    private final PsamContext context;

    PsamKeyCommands(PsamContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0x84, Set.of(0x00), exactly(0, 0), noData(), this::getChallenge);
        table.on(0x82, Set.of(0x00), (p1, p2) -> p1 == 0, length(16, 17), this::externalAuthentication);
        table.on(
                0xD4,
                Set.of(0x84),
                (p1, p2) -> p1 <= CHANGE,
                (p1, lc) -> lc == 0x14 || lc == 0x1C || lc == 0x24,
                this::writeKey);
    }

    private Answer getChallenge(Apdu apdu) {
        int length = apdu.leavesLengthOpen() ? DEFAULT_CHALLENGE : apdu.le();
        if (!CHALLENGE_LENGTHS.contains(length)) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        return Answer.of(length, () -> context.newChallenge(length));
    }

    /** With the PSAM's own master key, as on a card (§5.2). */
    private Answer externalAuthentication(Apdu apdu) {
        byte[] data = apdu.data();
        if (apdu.p2() != OWN_KEY || (data.length == 17 && data[16] != 1)) {
            throw new Refusal(Sw.REFERENCE_NOT_FOUND);
        }
        RetryCounter counter = context.memory().ownKeyCounter();
        if (counter.isExhausted()) {
            throw new Refusal(Sw.BLOCKED);
        }
        CardKey own = context.memory().ownKey();
        byte[] expected = own.crypto().cryptogram(own.session(context.takeChallenge()), slice(data, 8, 8));
        if (!MessageDigest.isEqual(expected, slice(data, 0, 8))) {
            counter.fail();
            throw Refusal.triesLeft(counter.left());
        }
        counter.restore();
        return Answer.ok();
    }

    /**
     * Enc ‖ MAC under the full own master key; the MAC's IV is the challenge, filled with 00 (§5.3). CREATE carries use ‖
     * id ‖ 00 ‖ algorithm ‖ 00000000 ‖ key, CHANGE use ‖ id ‖ 00 ‖ key.
     */
    private Answer writeKey(Apdu apdu) {
        if (apdu.p2() < 0x11 || apdu.p2() > 0x13) {
            throw new Refusal(Sw.FILE_NOT_FOUND);
        }
        CardKey own = context.memory().ownKey();
        CardCrypto crypto = own.crypto();
        byte[] challenge = context.takeChallenge();
        byte[] data = apdu.data();
        byte[] cipherText = Arrays.copyOf(data, data.length - CardCrypto.MAC_LENGTH);
        if (cipherText.length % crypto.blockLength() != 0) {
            throw new Refusal(Sw.BAD_DATA);
        }
        byte[] message = concat(apdu.header(), new byte[] {(byte) data.length}, cipherText);
        byte[] mac = crypto.mac(own.value(), challenge, message);
        if (!MessageDigest.isEqual(mac, slice(data, cipherText.length, CardCrypto.MAC_LENGTH))) {
            throw new Refusal(Sw.SECURE_MESSAGING);
        }
        byte[] plain = crypto.decrypt(own.value(), cipherText);
        context.memory().put(apdu.p1() == CHANGE ? changed(plain) : created(plain));
        return Answer.ok();
    }

    private PsamKeyEntry created(byte[] plain) {
        int id = plain[1] & 0xFF;
        int use = plain[0] & 0xFF;
        boolean reservedSet = plain[2] != 0 || !Arrays.equals(slice(plain, 4, 4), new byte[4]);
        if (reservedSet || context.memory().find(id, PsamKeyEntry.typeOf(use)).isPresent()) {
            throw new Refusal(Sw.BAD_DATA);
        }
        CardAlgorithm algorithm = context.memory().algorithm();
        if ((plain[3] & 0xFF) != algorithm.code()) {
            throw new Refusal(Sw.NOT_SUPPORTED);
        }
        boolean isLong = plain.length > CREATE_HEADER + SHORT_KEY;
        return PsamKeyEntry.of(
                use, id, new CardKey(algorithm, value(plain, CREATE_HEADER, isLong ? LONG_KEY : SHORT_KEY)));
    }

    private PsamKeyEntry changed(byte[] plain) {
        int use = plain[0] & 0xFF;
        PsamKeyEntry known = context.memory()
                .find(plain[1] & 0xFF, PsamKeyEntry.typeOf(use))
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        if (known.use() != use || plain[2] != 0) {
            throw new Refusal(Sw.BAD_DATA);
        }
        byte[] value = value(plain, CHANGE_HEADER, known.key().value().length);
        return PsamKeyEntry.of(use, known.id(), new CardKey(known.key().algorithm(), value));
    }

    /** The key behind its header, and nothing but padding behind the key. */
    private static byte[] value(byte[] plain, int from, int length) {
        int end = from + length;
        boolean fits = plain.length >= end;
        boolean padded = fits
                && (plain.length == end
                        || (plain[end] == MARK
                                && Arrays.equals(
                                        slice(plain, end + 1, plain.length - end - 1),
                                        new byte[plain.length - end - 1])));
        if (!padded) {
            throw new Refusal(Sw.BAD_DATA);
        }
        return slice(plain, from, length);
    }
}
