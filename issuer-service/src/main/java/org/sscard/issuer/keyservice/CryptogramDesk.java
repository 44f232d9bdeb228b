package org.sscard.issuer.keyservice;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.keyservice.store.TerminalStore;
import org.sscard.keys.KeyException;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.KeyRef;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What the key service (密钥服务) computes for terminals and personalisers: cryptograms, MACs and protected data fields; a key
 * is in no answer. Each call is in the audit log before it is answered, refused ones with their code.
 */
public final class CryptogramDesk {

    public static final int MAX_AUTHENTICATIONS = 64;
    public static final int MAX_CHECKS = 256;

    private static final int CHALLENGE = 8;
    private static final HexFormat HEX = HexFormat.of();
    private static final String PLACE = "key-service";

    private final Hierarchy hierarchy;
    private final Set<String> regions;
    private final KeyPermissions permissions;
    private final KeyLimits limits;
    private final TerminalStore terminals;
    private final AuditLog audit;
    private final Clock clock;
    private final ChallengeMemory challenges = new ChallengeMemory();

    /** @param regions whose cards are served */
    public CryptogramDesk(
            Hierarchy hierarchy,
            Set<String> regions,
            KeyPermissions permissions,
            KeyLimits limits,
            TerminalStore terminals,
            AuditLog audit,
            Clock clock) {
        this.hierarchy = hierarchy;
        this.regions = Set.copyOf(regions);
        this.permissions = permissions;
        this.limits = limits;
        this.terminals = terminals;
        this.audit = audit;
        this.clock = clock;
    }

    /** A key by name; version 0 is the one that is current here. */
    public record NamedKey(String name, int version) {}

    /** What is to be encrypted under a session of a card's key; 8 bytes each, in hex. */
    public record Question(KeyedCard card, NamedKey key, String random, String data) {}

    /**
     * @param cryptogram 8 bytes in hex
     * @param version which version of the key made it
     */
    public record Answer(String cryptogram, int version) {}

    /** What a card answered to a {@link Question}, in hex. */
    public record CardAnswer(Question question, String cryptogram) {}

    /** @throws CodedException KEY_CALLER_REFUSED, KEY_LIMIT_REACHED, KEY_CHALLENGE_REFUSED, KEY_SCOPE_REFUSED */
    public List<Answer> authenticate(KeyCaller caller, List<Question> questions) {
        requireAtMost(questions.size(), MAX_AUTHENTICATIONS, "authentications");
        return audited(caller, "AUTHENTICATE", () -> named(questions), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), questions.size());
            questions.forEach(question ->
                    permissions.requireCryptogram(caller.roles(), question.key().name()));
            List<Answer> answers = new ArrayList<>();
            for (Question question : questions) {
                KeyRef key = versioned(question.card(), question.key());
                challenges.requireFresh(question.card(), key, eight(bytes(question.random())));
                answers.add(new Answer(HEX.formatHex(cryptogram(question, key)), key.version()));
            }
            return answers;
        });
    }

    /** Whether each answer is the card's; constant time. */
    public List<Boolean> check(KeyCaller caller, List<CardAnswer> answers) {
        requireAtMost(answers.size(), MAX_CHECKS, "answers");
        List<Question> questions = answers.stream().map(CardAnswer::question).toList();
        return audited(caller, "CHECK_CARDS", () -> named(questions), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), answers.size());
            return answers.stream().map(answer -> isRight(caller, answer)).toList();
        });
    }

    /** [data or ciphertext] ‖ MAC of an allow-listed command. */
    public byte[] secureCommand(
            KeyCaller caller,
            KeyedCard card,
            NamedKey key,
            byte[] challenge,
            byte[] header,
            byte[] data,
            boolean encrypted) {
        return audited(caller, "SECURE_COMMAND", () -> key.name() + " " + card.chip(), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), 1);
            permissions.requireSecureCommand(key.name(), header, encrypted);
            KeyRef ref = fresh(card, key, challenge);
            try (CardKeys keys = keys(card)) {
                return keys.secureData(ref, challenge, header, data, encrypted);
            }
        });
    }

    /** @param digits erased here */
    public byte[] reloadPin(KeyCaller caller, KeyedCard card, NamedKey key, byte[] challenge, byte[] digits) {
        return audited(caller, "RELOAD_PIN", () -> key.name() + " " + card.chip(), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), 1);
            permissions.requireReload(key.name());
            KeyRef ref = fresh(card, key, challenge);
            try (CardKeys keys = keys(card)) {
                return keys.reloadPin(ref, digits, challenge);
            }
        });
    }

    /** What INITIALIZE FOR PURCHASE answered, the random in hex, and the amounts. */
    public record Purchase(
            KeyedCard card,
            int keyIndex,
            String cardRandom,
            int cardSequence,
            long accountFen,
            long selfPayFen,
            long pooledFen,
            String terminal,
            String time) {

        MedicalTransaction.Purchase with(long terminalSequence) {
            return new MedicalTransaction.Purchase(accountFen, selfPayFen, pooledFen, terminal, terminalSequence, time);
        }
    }

    /**
     * @param sequence of the terminal, never given twice
     * @param mac1 in hex
     */
    public record Authorisation(long sequence, String mac1) {}

    public Authorisation authorise(KeyCaller caller, Purchase purchase) {
        return audited(caller, "AUTHORISE_PURCHASE", () -> subject(purchase), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), 1);
            limits.take(KeyLimits.Kind.TERMINAL, caller.account() + " " + purchase.terminal(), 1);
            try (CardKeys keys = keys(purchase.card())) {
                // Wrong input is refused before a sequence is spent on it.
                keys.purchaseMac1(
                        purchase.keyIndex(), bytes(purchase.cardRandom()), purchase.cardSequence(), purchase.with(0));
                long sequence = terminals.nextSequence(purchase.terminal(), caller.account());
                byte[] mac1 = keys.purchaseMac1(
                        purchase.keyIndex(),
                        bytes(purchase.cardRandom()),
                        purchase.cardSequence(),
                        purchase.with(sequence));
                return new Authorisation(sequence, HEX.formatHex(mac1));
            }
        });
    }

    public boolean confirm(KeyCaller caller, Purchase purchase, long sequence, byte[] mac2) {
        return audited(caller, "CONFIRM_PURCHASE", () -> subject(purchase), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), 1);
            if (!terminals.belongsTo(purchase.terminal(), caller.account())) {
                throw new CodedException(ErrorCode.KEY_CALLER_REFUSED, "terminal " + purchase.terminal());
            }
            try (CardKeys keys = keys(purchase.card())) {
                return keys.verifyPurchaseMac2(
                        purchase.keyIndex(),
                        bytes(purchase.cardRandom()),
                        purchase.cardSequence(),
                        purchase.with(sequence),
                        mac2);
            }
        });
    }

    /** The data field of LOAD KEY or UPDATE KEY, for a personaliser without keys. */
    public byte[] loadKey(
            KeyCaller caller, KeyedCard card, NamedKey loadedUnder, NamedKey key, byte[] challenge, boolean update) {
        return audited(caller, "LOAD_KEY", () -> key.name() + " " + card.chip(), () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), 2);
            try (CardKeys keys = keys(card)) {
                KeyRef under = new KeyRef(loadedUnder.name(), Math.max(1, loadedUnder.version()));
                KeyRef loaded = new KeyRef(key.name(), Math.max(1, key.version()));
                challenges.requireFresh(card, under, eight(challenge));
                return update ? keys.updateKey(under, loaded, challenge) : keys.loadKey(under, loaded, challenge);
            }
        });
    }

    public byte[] sealIdentificationCode(KeyCaller caller, KeyedCard card, byte[] first12Bytes) {
        return audited(caller, "SEAL_IDENTIFICATION_CODE", card::chip, () -> {
            limits.take(KeyLimits.Kind.DERIVATION, caller.account(), 1);
            try (CardKeys keys = keys(card)) {
                return keys.authenticationCode(first12Bytes);
            }
        });
    }

    private boolean isRight(KeyCaller caller, CardAnswer answer) {
        Question question = answer.question();
        permissions.requireCryptogram(caller.roles(), question.key().name());
        byte[] expected = cryptogram(question, versioned(question.card(), question.key()));
        return MessageDigest.isEqual(expected, bytes(answer.cryptogram()));
    }

    private byte[] cryptogram(Question question, KeyRef key) {
        try (CardKeys keys = keys(question.card())) {
            return keys.authentication(key, eight(bytes(question.random())), bytes(question.data()));
        }
    }

    private KeyRef fresh(KeyedCard card, NamedKey key, byte[] challenge) {
        KeyRef ref = versioned(card, key);
        challenges.requireFresh(card, ref, eight(challenge));
        return ref;
    }

    private CardKeys keys(KeyedCard card) {
        if (!regions.contains(card.region())) {
            throw new CodedException(ErrorCode.KEY_SCOPE_REFUSED);
        }
        return hierarchy.cardKeys(card.region(), card.historicalBytes().bytes(), card.algorithm());
    }

    private KeyRef versioned(KeyedCard card, NamedKey key) {
        int version = key.version() > 0
                ? key.version()
                : hierarchy.currentVersion(key.name(), card.algorithm(), card.region(), LocalDate.now(clock));
        return new KeyRef(key.name(), version);
    }

    private <T> T audited(KeyCaller caller, String action, Supplier<String> subject, Supplier<T> work) {
        try {
            T answer = work.get();
            audit.append(new AuditEntry(caller.account(), PLACE, action, subject.get(), "OK"));
            return answer;
        } catch (CodedException e) {
            audit.append(new AuditEntry(
                    caller.account(), PLACE, action, subject.get(), e.code().name()));
            throw e;
        } catch (KeyException e) {
            audit.append(new AuditEntry(caller.account(), PLACE, action, subject.get(), e.code()));
            throw e;
        }
    }

    private static String named(List<Question> questions) {
        if (questions.size() == 1) {
            Question only = questions.get(0);
            return only.key().name() + " " + only.card().chip();
        }
        List<String> names = questions.stream()
                .map(question -> question.key().name())
                .distinct()
                .sorted()
                .toList();
        return questions.size() + " with " + String.join(" ", names);
    }

    private static String subject(Purchase purchase) {
        return "DPK@" + purchase.keyIndex() + " " + purchase.card().chip() + " terminal " + purchase.terminal();
    }

    private static byte[] bytes(String hex) {
        return HEX.parseHex(hex);
    }

    private static byte[] eight(byte[] challenge) {
        if (challenge.length != CHALLENGE) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "challenge", CHALLENGE + " bytes");
        }
        return challenge;
    }

    private static void requireAtMost(int count, int most, String field) {
        if (count > most) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "<= " + most);
        }
    }
}
