package org.sscard.virtualcard.os;

import static org.sscard.virtualcard.command.CommandTable.exactly;
import static org.sscard.virtualcard.command.CommandTable.length;
import static org.sscard.virtualcard.command.CommandTable.noData;

import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.layout.KeyType;
import org.sscard.virtualcard.command.Answer;
import org.sscard.virtualcard.command.Apdu;
import org.sscard.virtualcard.command.CommandTable;
import org.sscard.virtualcard.command.Refusal;
import org.sscard.virtualcard.command.Sw;
import org.sscard.virtualcard.crypto.ByteArrays;
import org.sscard.virtualcard.crypto.CardCrypto;
import org.sscard.virtualcard.memory.CardKey;
import org.sscard.virtualcard.memory.Directory;
import org.sscard.virtualcard.memory.LifeCycle;
import org.sscard.virtualcard.memory.RetryCounter;

/** GET CHALLENGE, EXTERNAL AUTHENTICATION, INTERNAL AUTHENTICATION (§5.2, §6). */
final class AuthenticationCommands {

    private static final Set<Integer> CHALLENGE_LENGTHS = Set.of(4, 8, 16);
    private static final int DEFAULT_CHALLENGE = 8;
    private static final int DEFAULT_VERSION = 1;
    private static final int MASTER_KEY = 0x00;
    private static final int INTERNAL_KEY = 0x00;

    private final CardContext context;

    AuthenticationCommands(CardContext context) {
        this.context = context;
    }

    void register(CommandTable table) {
        table.on(0x84, Set.of(0x00), exactly(0, 0), noData(), this::getChallenge);
        table.on(0x82, Set.of(0x00), (p1, p2) -> p1 == 0, length(16, 17), this::externalAuthentication);
        table.on(0x88, Set.of(0x00), exactly(0, 0), length(16, 17), this::internalAuthentication);
    }

    /** Le 04, 08 or 10; an open Le asks for the usual 8 bytes. */
    private Answer getChallenge(Apdu apdu) {
        if (apdu.leavesLengthOpen()) {
            return Answer.of(DEFAULT_CHALLENGE, () -> context.newChallenge(DEFAULT_CHALLENGE));
        }
        if (!CHALLENGE_LENGTHS.contains(apdu.le())) {
            throw new Refusal(Sw.WRONG_LENGTH);
        }
        return Answer.of(apdu.le(), () -> context.newChallenge(apdu.le()));
    }

    private Answer externalAuthentication(Apdu apdu) {
        if (apdu.p2() == MASTER_KEY) {
            return authenticateMaster(apdu);
        }
        int keyId = apdu.p2();
        Directory holder = context.directory()
                .map(directory -> directory.keyHolder(keyId))
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        CardKey key = holder.keys()
                .find(KeyType.EA, keyId, version(apdu))
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        RetryCounter counter =
                holder.keys().counter(KeyType.EA, keyId).orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        verify(apdu, key, locks(holder, keyId) ? counter : new RetryCounter(RetryCounter.UNLIMITED));
        context.security().authenticated(holder, keyId);
        return Answer.ok();
    }

    /** BK and LK failures do not lock (§4, convention). */
    private static boolean locks(Directory holder, int keyId) {
        return holder.kind() == Directory.Kind.ADF ? keyId != holder.lockKeyId() : keyId != SecurityState.BLOCK_KEY;
    }

    /** Id 00: the transport key of a blank card, then the master key that rules in the directory (§7.1). */
    private Answer authenticateMaster(Apdu apdu) {
        boolean closed = context.memory().lifeCycle() == LifeCycle.ACTIVE
                || context.directory().map(Directory::isPersonalised).orElse(false);
        if (closed || version(apdu) != DEFAULT_VERSION) {
            throw new Refusal(Sw.REFERENCE_NOT_FOUND);
        }
        @Nullable
        Directory holder =
                context.directory().flatMap(Directory::masterKeyHolder).orElse(null);
        verify(apdu, masterKey(context, holder), new RetryCounter(RetryCounter.UNLIMITED));
        context.security().masterAuthenticated(holder);
        return Answer.ok();
    }

    /** The master key of a directory; the transport key where no directory has one yet. */
    static CardKey masterKey(CardContext context, @Nullable Directory holder) {
        if (holder == null) {
            return context.memory().transportKey();
        }
        return holder.keys()
                .find(KeyType.MK, MASTER_KEY, DEFAULT_VERSION)
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
    }

    /** §5.2: a blocked key is 6983, no challenge 6984; the challenge is used up either way. */
    private void verify(Apdu apdu, CardKey key, RetryCounter counter) {
        if (counter.isExhausted()) {
            throw new Refusal(Sw.BLOCKED);
        }
        byte[] data = apdu.data();
        byte[] session = key.session(context.takeChallenge());
        byte[] expected = key.crypto().cryptogram(session, ByteArrays.slice(data, 8, CardCrypto.CRYPTOGRAM_LENGTH));
        if (!MessageDigest.isEqual(expected, ByteArrays.slice(data, 0, CardCrypto.CRYPTOGRAM_LENGTH))) {
            counter.fail();
            throw Refusal.triesLeft(counter.isUnlimited() ? Sw.UNLIMITED_TRIES : counter.left());
        }
        counter.restore();
    }

    /** First 8 bytes the session random, next 8 the data that is enciphered (§5.2). */
    private Answer internalAuthentication(Apdu apdu) {
        CardKey key = context.directory()
                .flatMap(directory -> directory.environment().keys().find(KeyType.IA, INTERNAL_KEY, version(apdu)))
                .orElseThrow(() -> new Refusal(Sw.REFERENCE_NOT_FOUND));
        byte[] data = apdu.data();
        byte[] session = key.session(ByteArrays.slice(data, 0, 8));
        return Answer.of(key.crypto().cryptogram(session, ByteArrays.slice(data, 8, 8)));
    }

    /** The optional 17th byte; version 1 without it (§4, convention). */
    private static int version(Apdu apdu) {
        return apdu.dataLength() == 17 ? apdu.data()[16] & 0xFF : DEFAULT_VERSION;
    }
}
