package org.sscard.issuer.cardtest;

import static org.sscard.issuer.cardtest.TestedCard.CHALLENGE;
import static org.sscard.issuer.cardtest.TestedCard.hex;
import static org.sscard.issuer.cardtest.TestedCard.require;
import static org.sscard.issuer.cardtest.TestedCard.requireStatus;
import static org.sscard.issuer.cardtest.TestedCard.say;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.sscard.keys.model.KeyRef;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.apdu.StatusWord;
import org.sscard.spec.command.MedicalCommands;
import org.sscard.spec.command.PurchaseInitialisation;
import org.sscard.spec.command.SecurityCommands;
import org.sscard.spec.layout.Application;
import org.sscard.spec.layout.KeyDefinition;
import org.sscard.spec.layout.KeyType;

/** Keys, their derivation and their versions: points 14 to 18. */
final class KeyPoints {

    private static final int OK = 0x9000;
    private static final int NO_CHALLENGE = 0x6984;
    private static final int NO_KEY = 0x6A88;
    private static final int ABSENT_KEY = 0x1F;
    private static final String MEDICAL = "DF04";

    private KeyPoints() {}

    private static KeyDefinition internalKey(TestedCard card) {
        return card.layout().key("IRK");
    }

    /**
     * Point 14. A card whose factors are composed otherwise accepts no key at all; a single wrong key is the matter of
     * points 15 and 16. Only keys that have no counter are tried: IRK, BK and the lock keys.
     */
    static void factors(TestedCard card) {
        card.fresh();
        int tried = 0;
        for (KeyDefinition key : keysWithoutCounter(card)) {
            if (card.holds(key)) {
                tried++;
                enterDirectory(card, key);
                boolean agrees = key.type() == KeyType.IA
                        ? internal(card, card.keys(), key, 1)
                        : card.authenticate(key).isOk();
                if (agrees) {
                    return;
                }
            }
        }
        if (tried == 0) {
            throw new PointSkipped(say("没有可用来验证的密钥", "no key is held that could tell"));
        }
        String region = card.facts().region();
        throw new PointFailure(
                say("卡片密钥与分散因子不符", "the card's keys do not follow from these factors"),
                region.substring(0, 2) + "0000sh / " + region + "sx / T6..T13 "
                        + card.facts().historical().substring(10),
                "none of " + tried + " keys agrees");
    }

    private static List<KeyDefinition> keysWithoutCounter(TestedCard card) {
        return List.of(KeyType.IA, KeyType.EA).stream()
                .flatMap(type -> card.keys(type).stream())
                .filter(key -> key.type() == KeyType.IA || key.retryLimit().isEmpty())
                .toList();
    }

    private static void enterDirectory(TestedCard card, KeyDefinition key) {
        card.enterEnvironment();
        if (!key.directory().equals(TestedCard.ENVIRONMENT)) {
            card.enter(card.layout().application(key.directory()));
        }
    }

    private static boolean internal(TestedCard card, CardCryptograms from, KeyDefinition key, int version) {
        byte[] random = card.random(CHALLENGE);
        byte[] data = card.random(CHALLENGE);
        ResponseApdu answer = card.send(
                version == 1
                        ? SecurityCommands.internalAuthentication(random, data)
                        : SecurityCommands.internalAuthentication(random, data, version));
        byte[] expected = from.cryptogram(new KeyRef(key.name(), version), random, data);
        return answer.status().isOk() && Arrays.equals(expected, answer.data());
    }

    /** Point 15. */
    static void internalAuthentication(TestedCard card) {
        KeyDefinition key = internalKey(card);
        if (!card.holds(key)) {
            throw new PointSkipped(say("没有 IRK", "IRK is not held"));
        }
        card.fresh();
        // As deployed readers do it: two challenges of the card are session factor and data (§7, 1).
        byte[] random = card.challenge();
        byte[] data = card.challenge();
        byte[] answer = card.expectOk(
                say("内部认证", "INTERNAL AUTHENTICATION"), SecurityCommands.internalAuthentication(random, data));
        byte[] expected = card.keys().cryptogram(KeyRef.of(key.name()), random, data);
        require(
                Arrays.equals(expected, answer),
                say("内部认证的密文", "cryptogram of INTERNAL AUTHENTICATION"),
                hex(expected),
                hex(answer));
        require(
                internal(card, card.keys(), key, 1),
                say("另一组数据的密文", "cryptogram over other data"),
                "the cryptogram of IRK",
                "another one");
        card.enter(card.layout().application("DF01"));
        require(
                internal(card, card.keys(), key, 1),
                say("在应用内的内部认证", "INTERNAL AUTHENTICATION inside an application"),
                "the cryptogram of IRK",
                "another one");
    }

    /** Point 16. */
    static void externalAuthentication(TestedCard card) {
        int tried = 0;
        for (KeyDefinition key : card.keys(KeyType.EA)) {
            if (card.holds(key)) {
                tried++;
                card.freshIn(key.directory());
                card.mustAuthenticate(key);
            } else {
                card.remark("没有密钥 " + key.name() + "，未测", "key " + key.name() + " is not held: not tried");
            }
        }
        if (tried == 0) {
            throw new PointSkipped(say("没有外部认证密钥", "no key for external authentication is held"));
        }
        card.keys(KeyType.EA).stream()
                .filter(key -> key.retryLimit().isPresent() && card.holds(key) && key.isGlobal())
                .findFirst()
                .ifPresent(key -> wrongCryptograms(card, key));
    }

    private static void wrongCryptograms(TestedCard card, KeyDefinition key) {
        int limit = key.retryLimit().getAsInt();
        card.fresh();
        byte[] terminalData = card.random(CHALLENGE);
        requireStatus(
                say("无随机数的外部认证", "EXTERNAL AUTHENTICATION without a challenge"),
                card.send(SecurityCommands.externalAuthentication(key.id(), new byte[CHALLENGE], terminalData))
                        .status(),
                NO_CHALLENGE);
        card.mustAuthenticate(key);
        byte[] challenge = card.challenge();
        byte[] right = card.keys().cryptogram(KeyRef.of(key.name()), challenge, terminalData);
        requireStatus(
                say("外部认证", "EXTERNAL AUTHENTICATION"),
                card.send(SecurityCommands.externalAuthentication(key.id(), right, terminalData))
                        .status(),
                OK);
        requireStatus(
                say("随机数只能用一次", "a challenge serves once"),
                card.send(SecurityCommands.externalAuthentication(key.id(), right, terminalData))
                        .status(),
                NO_CHALLENGE);
        wrongTwice(card, key, limit);
        card.challenge();
        requireStatus(
                say("不存在的密钥", "a key that is not there"),
                card.send(SecurityCommands.externalAuthentication(ABSENT_KEY, right, terminalData))
                        .status(),
                NO_KEY);
    }

    /** One wrong cryptogram costs one try, a right one gives it back: shown by a second wrong one. */
    private static void wrongTwice(TestedCard card, KeyDefinition key, int limit) {
        for (int round = 1; round <= 2; round++) {
            byte[] challenge = card.challenge();
            byte[] terminalData = card.random(CHALLENGE);
            byte[] wrong = card.keys().cryptogram(KeyRef.of(key.name()), challenge, terminalData);
            wrong[0] ^= 1;
            StatusWord status = card.send(SecurityCommands.externalAuthentication(key.id(), wrong, terminalData))
                    .status();
            card.mustAuthenticate(key);
            requireStatus(say("错误密文后的剩余次数", "tries after a wrong cryptogram"), status, 0x63C0 | (limit - 1));
        }
    }

    /** Point 17. */
    static void versions(TestedCard card) {
        int tried = 0;
        for (KeyDefinition key : card.keys(KeyType.EA)) {
            tried += externalVersions(card, key);
        }
        KeyDefinition irk = internalKey(card);
        card.fresh();
        for (int version = 1; version <= irk.versions(); version++) {
            if (card.keys().holds(new KeyRef(irk.name(), version))) {
                tried += version > 1 ? 1 : 0;
                require(
                        internal(card, card.keys(), irk, version),
                        say("IRK 版本 " + version, "IRK version " + version),
                        "its cryptogram",
                        "another one");
            }
        }
        if (tried == 0) {
            throw new PointSkipped(say("只有版本 1 的密钥", "only version 1 of the keys is held"));
        }
        purchaseKeys(card);
    }

    private static int externalVersions(TestedCard card, KeyDefinition key) {
        if (key.versions() == 1 || !card.keys().holds(new KeyRef(key.name(), 2))) {
            return 0;
        }
        card.freshIn(key.directory());
        for (int version = 1; version <= key.versions(); version++) {
            requireStatus(
                    say(key.name() + " 版本 " + version, key.name() + " version " + version),
                    withVersion(card, key, version, version),
                    OK);
        }
        requireStatus(
                say(key.name() + " 不存在的版本", key.name() + " in a version that is not there"),
                withVersion(card, key, 1, key.versions() + 1),
                NO_KEY);
        return 1;
    }

    private static StatusWord withVersion(TestedCard card, KeyDefinition key, int computed, int sent) {
        byte[] challenge = card.challenge();
        byte[] terminalData = card.random(CHALLENGE);
        byte[] cryptogram = card.keys().cryptogram(new KeyRef(key.name(), computed), challenge, terminalData);
        byte[] command = SecurityCommands.externalAuthentication(key.id(), cryptogram, terminalData, computed)
                .bytes();
        // Past the factory, which knows the versions that exist.
        command[command.length - 1] = (byte) sent;
        return card.send(CommandApdu.parse(command)).status();
    }

    /** The key indices of INITIALIZE FOR PURCHASE are the versions of DPK; nothing is booked. */
    private static void purchaseKeys(TestedCard card) {
        if (card.layout().findApplication(MEDICAL).isEmpty()) {
            return;
        }
        card.fresh();
        card.verifyPin();
        Application medical = card.layout().application(MEDICAL);
        card.enter(medical);
        KeyDefinition purchase = card.layout().key("DPK");
        for (int index = 1; index <= purchase.versions(); index++) {
            byte[] answer = card.expectOk(
                    say("消费密钥索引 " + index, "purchase key index " + index),
                    MedicalCommands.initializeForPurchase(
                            index, 0, 0, 0, card.keys().terminal()));
            OptionalInt version = versionIn(answer);
            require(
                    version.equals(OptionalInt.of(index)),
                    say("消费密钥版本", "version of the purchase key"),
                    String.valueOf(index),
                    version.isPresent() ? String.valueOf(version.getAsInt()) : answer.length + " bytes");
        }
    }

    private static OptionalInt versionIn(byte[] answer) {
        try {
            return OptionalInt.of(PurchaseInitialisation.parse(answer).keyVersion());
        } catch (IllegalArgumentException e) {
            return OptionalInt.empty();
        }
    }

    /** Point 18: what the PSAM computes, the card accepts. */
    static void agreementWithPsam(TestedCard card) {
        CardCryptograms psam =
                card.facts().psam().orElseThrow(() -> new PointSkipped(say("没有 PSAM", "no PSAM to compare with")));
        int tried = 0;
        KeyDefinition irk = internalKey(card);
        if (psam.holds(KeyRef.of(irk.name()))) {
            tried++;
            card.fresh();
            require(
                    internal(card, psam, irk, 1),
                    say("PSAM 的 IRK 与卡片不符", "IRK of PSAM and card"),
                    "the same cryptogram",
                    "another one");
        }
        for (KeyDefinition key : card.keys(KeyType.EA)) {
            if (psam.holds(KeyRef.of(key.name()))) {
                tried++;
                requireAgreement(card, psam, key);
            } else {
                card.remark("PSAM 中没有 " + key.name(), key.name() + " is not in the PSAM");
            }
        }
        if (tried == 0) {
            throw new PointSkipped(say("PSAM 中没有任何密钥", "the PSAM holds none of the keys"));
        }
    }

    private static void requireAgreement(TestedCard card, CardCryptograms psam, KeyDefinition key) {
        card.freshIn(key.directory());
        StatusWord status = card.authenticate(psam, key);
        if (!status.isOk() && card.holds(key)) {
            card.authenticate(key);
        }
        requireStatus(
                say("用 PSAM 的 " + key.name() + " 外部认证", "EXTERNAL AUTHENTICATION with " + key.name() + " of the PSAM"),
                status,
                OK);
    }
}
