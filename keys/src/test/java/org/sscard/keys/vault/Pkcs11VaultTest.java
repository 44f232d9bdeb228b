package org.sscard.keys.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.AesCipher;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.crypto.MedicalTransaction;
import org.sscard.keys.hierarchy.CardKeys;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.hierarchy.PsamKeys;
import org.sscard.keys.hierarchy.TestRoots;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyRef;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.pkcs11.Attribute;
import org.sscard.keys.pkcs11.Ck;
import org.sscard.keys.pkcs11.Cryptoki;
import org.sscard.keys.pkcs11.CryptokiException;
import org.sscard.keys.pkcs11.FaultyCryptoki;
import org.sscard.keys.pkcs11.TestTokens;
import org.sscard.keys.pkcs11.Token;
import org.sscard.keys.pkcs11.TokenMechanisms;
import org.sscard.keys.pkcs11.TokenSettings;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.keys.vault.KeyVault.KeyPlan;
import org.sscard.spec.layout.CardAlgorithm;

/** Keys in a SoftHSM2 token, and the same answers as from memory. */
class Pkcs11VaultTest {

    private static final byte[] ATR = HexFormat.of().parseHex("0081544C9686842110A1B2C3D4");
    private static final String REGION = "211002";
    private static final byte[] EIGHT = HexFormat.of().parseHex("0102030405060708");
    private static final Key.Origin ORIGIN = Key.Origin.createdAndActivated("test", java.time.Instant.EPOCH);

    @TempDir
    Path folder;

    private String label;

    @BeforeEach
    void freshToken() {
        label = TestTokens.label();
    }

    @Test
    void tokenAndSoftware_answerAlike_andWhatTheTokenCannotDoIsShownAsDoneInSoftware() {
        try (Pkcs11Vault inToken = create();
                SoftwareVault inMemory = TestVaults.openOrCreate(softwareFolder())) {
            TestRoots.load(inToken, TestVaults.CLOCK);
            TestRoots.load(inMemory, TestVaults.CLOCK);
            assertThat(inToken.keys())
                    .allSatisfy(key -> assertThat(inToken.homeOf(key.id()))
                            .isEqualTo(
                                    key.id().algorithm() == KeyAlgorithm.SM4 || key.usage() == KeyUsage.PSAM_OWN
                                            ? KeyHome.SOFTWARE
                                            : KeyHome.TOKEN));
            for (CardAlgorithm algorithm : List.of(CardAlgorithm.DES, CardAlgorithm.SM4)) {
                assertThat(steps(inToken, algorithm)).isEqualTo(steps(inMemory, algorithm));
            }
        }
    }

    @Test
    void aPsamsKeysOfALowerTier_comeFromAToken_theTokensOwnDoNot() {
        LocalDate today = LocalDate.now(TestVaults.CLOCK);
        RegionProfile region = RegionProfile.standard("211002");
        byte[] challenge = {1, 2, 3, 4};
        try (Pkcs11Vault inToken = create();
                SoftwareVault inMemory = TestVaults.openOrCreate(softwareFolder())) {
            TestRoots.load(inToken, TestVaults.CLOCK);
            TestRoots.load(inMemory, TestVaults.CLOCK);
            PsamKeys fromToken = new PsamKeys(inToken, CardAlgorithm.DES, 3, region, 1);
            PsamKeys fromMemory = new PsamKeys(inMemory, CardAlgorithm.DES, 3, region, 1);
            fromToken.requireAll(today);
            for (PsamKeys.Slot slot : fromMemory.slots()) {
                assertThat(fromToken.create(slot, challenge)).isEqualTo(fromMemory.create(slot, challenge));
            }
            PsamKeys roots = new PsamKeys(inToken, CardAlgorithm.DES, 1, region, 1);
            assertFault(() -> roots.requireAll(today), KeyFault.KEY_NOT_EXPORTABLE);
            PsamKeys otherVendor = new PsamKeys(inToken, CardAlgorithm.DES, 3, region, 2);
            assertFault(() -> otherVendor.requireAll(today), KeyFault.KEY_NOT_FOUND);
        }
    }

    private Path softwareFolder() {
        try {
            return Files.createDirectory(folder.resolve("software"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> steps(KeyVault vault, CardAlgorithm algorithm) {
        MedicalTransaction.Purchase purchase =
                new MedicalTransaction.Purchase(100, 200, 300, "000000000001", 7, "20261122080000");
        try (CardKeys keys = Hierarchy.of(vault, Scope.MINISTRY).cardKeys(REGION, ATR, algorithm)) {
            return Stream.of(
                            keys.externalAuthentication(KeyRef.of("RKSSSE"), EIGHT, EIGHT),
                            keys.externalAuthentication(new KeyRef("UKSSSE", 3), EIGHT, EIGHT),
                            keys.externalAuthentication(KeyRef.TRANSPORT, EIGHT, EIGHT),
                            keys.internalAuthentication(KeyRef.of("IRK"), EIGHT, EIGHT),
                            keys.secureMac(KeyRef.of("STK"), EIGHT, new byte[] {4, (byte) 0xD6, 0, 0}, EIGHT),
                            keys.reloadPin(KeyRef.of("STK"), "123456".getBytes(StandardCharsets.US_ASCII), EIGHT),
                            keys.loadKey(KeyRef.TRANSPORT, KeyRef.of("MK"), EIGHT),
                            keys.loadKey(KeyRef.of("MK"), KeyRef.of("STK"), EIGHT),
                            keys.authenticationCode(new byte[12]),
                            keys.purchaseMac1(2, new byte[4], 1, purchase),
                            new byte[] {(byte) (keys.verifyTac(purchase, new byte[4]) ? 1 : 0)})
                    .map(HexFormat.of()::formatHex)
                    .toList();
        }
    }

    @Test
    void keysGeneratedInTheToken_cannotBeRead_noneOfThem() {
        List<KeyId> ids = List.of(
                new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY),
                new KeyId("STK", 1, KeyAlgorithm.DES, Scope.MINISTRY));
        try (Pkcs11Vault vault = create()) {
            List<Key> made = vault.generate(
                    ids.stream()
                            .map(id -> KeyPlan.root(id, KeyUsage.EXTERNAL_AUTHENTICATION))
                            .toList(),
                    ORIGIN);
            assertThat(made).extracting(Key::id).isEqualTo(ids);
            assertThat(made).extracting(Key::checkValue).doesNotHaveDuplicates();
            Cryptoki cryptoki = TestTokens.folder().cryptoki();
            long slot = cryptoki.slots().stream()
                    .filter(s -> cryptoki.tokenInfo(s).label().equals(label))
                    .findFirst()
                    .orElseThrow();
            long session = cryptoki.openSession(slot);
            List<Long> objects = cryptoki.find(session, List.of(Attribute.number(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY)));
            assertThat(objects).as("two keys and the vault's master").hasSizeGreaterThanOrEqualTo(3);
            for (long object : objects) {
                assertThatThrownBy(() -> cryptoki.attribute(session, object, Ck.CKA_VALUE))
                        .isInstanceOfSatisfying(
                                CryptokiException.class,
                                refused -> assertThat(refused.returnValue()).isEqualTo(Ck.CKR_ATTRIBUTE_SENSITIVE));
                assertThat(cryptoki.attribute(session, object, Ck.CKA_SENSITIVE))
                        .containsExactly(1);
                assertThat(cryptoki.attribute(session, object, Ck.CKA_EXTRACTABLE))
                        .containsExactly(0);
            }
            cryptoki.closeSession(session);
        }
    }

    /** The key of a card is derived with the token alone and compared with what the bytes of the derived key give. */
    @Test
    void sessionInTheToken_isTheOneOfTheCardsKey() {
        KeyId stk = new KeyId("STK", 1, KeyAlgorithm.DES, Scope.MINISTRY);
        KeyId uk = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.province("21"));
        DerivationPath path = DerivationPath.toCard(RegionProfile.standard(REGION), ATR);
        try (Pkcs11Vault vault = create()) {
            vault.generate(
                    List.of(
                            KeyPlan.root(stk, KeyUsage.SECURE_MESSAGING),
                            KeyPlan.root(uk, KeyUsage.EXTERNAL_AUTHENTICATION)),
                    ORIGIN);
            for (KeyId id : List.of(stk, uk)) {
                try (CardKey card = vault.cardKey(id, path);
                        KeyMaterial session = card.session(EIGHT)) {
                    byte[] expected = org.sscard.keys.crypto.CipherSuite.of(CardAlgorithm.DES)
                            .sessionKey(card.material().bytes(MaterialAccess.GRANTED), EIGHT);
                    assertThat(session.bytes(MaterialAccess.GRANTED)).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void keysSurviveReopening_andNeverLeave() {
        KeyId id = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        DerivationPath path = DerivationPath.toCard(RegionProfile.standard(REGION), ATR);
        byte[] before;
        try (Pkcs11Vault vault = create()) {
            vault.generate(
                    List.of(new KeyPlan(id, KeyUsage.EXTERNAL_AUTHENTICATION, Exportability.EXPORTABLE, null)), ORIGIN);
            before = session(vault, id, path);
            assertFault(() -> vault.exported(id), KeyFault.KEY_NOT_EXPORTABLE);
        }
        try (Pkcs11Vault vault = open()) {
            assertThat(session(vault, id, path)).isEqualTo(before);
            try (KeyMaterial city = vault.childKey(id, Scope.city(REGION), RegionProfile.standard(REGION))) {
                assertThat(city.lengthBytes()).isEqualTo(16);
            }
            assertFault(
                    () -> vault.childKey(id, Scope.city("211003"), RegionProfile.standard(REGION)),
                    KeyFault.KEY_SCOPE_REFUSED);
        }
    }

    @Test
    void vaultUnderATokensMaster_opensWithThatTokenOnly() {
        create().close();
        assertFault(() -> SoftwareVault.open(settings(), TestVaults.passphrase()), KeyFault.VAULT_PASSPHRASE_WRONG);
        String other = TestTokens.label();
        try (Token token = TestTokens.open(other)) {
            assertFault(() -> Pkcs11Vault.open(settings(), token), KeyFault.HSM_KEY_MISSING);
        }
        open().close();
    }

    @Test
    void softwareVault_canBeMovedUnderATokensMaster() {
        try (SoftwareVault vault = TestVaults.openOrCreate(folder);
                Token token = TestTokens.open(label)) {
            TestRoots.load(vault, TestVaults.CLOCK);
            vault.changeMaster(VaultOpener.token(new org.sscard.keys.pkcs11.TokenMaster(token, new SecureRandom())));
        }
        try (Pkcs11Vault vault = open()) {
            assertThat(vault.keys())
                    .isNotEmpty()
                    .allSatisfy(key -> assertThat(vault.homeOf(key.id())).isEqualTo(KeyHome.SOFTWARE));
        }
    }

    @Test
    void wrongCheckValue_leavesNothingInTheToken() {
        KeyId first = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        KeyId second = new KeyId("UKSSSE", 2, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        try (Pkcs11Vault vault = create();
                KeyMaterial value = KeyMaterial.owning(new byte[16], MaterialAccess.GRANTED);
                KeyMaterial other = KeyMaterial.owning(ATR_16.clone(), MaterialAccess.GRANTED)) {
            KeyImport right = imported(first, value, value);
            KeyImport wrong = imported(second, value, other);
            assertFault(() -> vault.importKeys(List.of(right, wrong)), KeyFault.KEY_CHECK_VALUE_WRONG);
            assertThat(vault.keys()).isEmpty();
            assertThat(vault.strangers()).isEmpty();
            vault.importKeys(List.of(right));
            assertFault(() -> vault.importKeys(List.of(right)), KeyFault.KEY_ALREADY_EXISTS);
        }
    }

    private static final byte[] ATR_16 = HexFormat.of().parseHex("00112233445566778899AABBCCDDEEFF");

    @Test
    void destroyedKey_isDestroyedInTheToken() {
        KeyId id = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        try (Pkcs11Vault vault = create()) {
            vault.generate(List.of(KeyPlan.root(id, KeyUsage.EXTERNAL_AUTHENTICATION)), ORIGIN);
            vault.endCryptoPeriod(id, LocalDate.parse("2030-01-01"));
            vault.changeState(id, KeyState.DESTROYED, "custodian");
            assertFault(
                    () -> vault.cardKey(id, DerivationPath.toCard(RegionProfile.standard(REGION), ATR)),
                    KeyFault.KEY_NOT_ACTIVE);
        }
        try (Pkcs11Vault vault = open()) {
            assertThat(vault.keys())
                    .singleElement()
                    .satisfies(key -> assertThat(key.state()).isEqualTo(KeyState.DESTROYED));
            assertThat(vault.strangers()).isEmpty();
        }
    }

    @Test
    void anotherKeyUnderTheSameId_isNoticedAtOpening() {
        try (Pkcs11Vault vault = create()) {
            vault.generate(
                    List.of(KeyPlan.root(
                            new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY),
                            KeyUsage.EXTERNAL_AUTHENTICATION)),
                    ORIGIN);
        }
        exchangeTheKey();
        try (Token token = TestTokens.open(label)) {
            assertFault(() -> Pkcs11Vault.open(settings(), token), KeyFault.KEY_CHECK_VALUE_WRONG);
        }
    }

    private void exchangeTheKey() {
        try (Token token = TestTokens.open(label)) {
            Cryptoki cryptoki = TestTokens.folder().cryptoki();
            long slot = cryptoki.slots().stream()
                    .filter(s ->
                            cryptoki.tokenInfo(s).label().equals(token.info().label()))
                    .findFirst()
                    .orElseThrow();
            long session = cryptoki.openSession(slot);
            long object = cryptoki.find(session, List.of(Attribute.number(Ck.CKA_KEY_TYPE, Ck.CKK_DES2)))
                    .get(0);
            byte[] id = cryptoki.attribute(session, object, Ck.CKA_ID);
            cryptoki.destroyObject(session, object);
            cryptoki.generateKey(
                    session,
                    Ck.CKM_DES2_KEY_GEN,
                    List.of(
                            Attribute.flag(Ck.CKA_TOKEN, true),
                            Attribute.flag(Ck.CKA_ENCRYPT, true),
                            Attribute.bytes(Ck.CKA_ID, id)));
            cryptoki.closeSession(session);
        }
    }

    @Test
    void wrongPinLockedPinAndAbsentToken_areToldApart() {
        TokenSettings settings = TokenSettings.standard(label, TestVaults.CLOCK);
        FaultyCryptoki cryptoki = new FaultyCryptoki(TestTokens.folder().cryptoki());
        assertFault(() -> Token.open(cryptoki, settings, "0000".toCharArray()), KeyFault.HSM_PIN_WRONG);
        cryptoki.refuse(Ck.CKR_PIN_LOCKED);
        assertFault(() -> Token.open(cryptoki, settings, TestTokens.PIN.toCharArray()), KeyFault.HSM_PIN_LOCKED);
        assertFault(
                () -> TestTokens.open(TokenSettings.standard("no such token", TestVaults.CLOCK)),
                KeyFault.HSM_NOT_USABLE);
        assertFault(() -> org.sscard.keys.pkcs11.NativeCryptoki.load(folder.resolve("no.so")), KeyFault.HSM_NOT_USABLE);
    }

    @Test
    void tokenRemoved_isToldSo_andNothingIsHalfDone() {
        FaultyCryptoki cryptoki = new FaultyCryptoki(TestTokens.folder().cryptoki());
        Token token =
                Token.open(cryptoki, TokenSettings.standard(label, TestVaults.CLOCK), TestTokens.PIN.toCharArray());
        KeyId id = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        try (Pkcs11Vault vault = Pkcs11Vault.create(settings(), token)) {
            vault.generate(List.of(KeyPlan.root(id, KeyUsage.EXTERNAL_AUTHENTICATION)), ORIGIN);
            cryptoki.refuse(Ck.CKR_DEVICE_REMOVED);
            CardKeys keys = Hierarchy.of(vault, Scope.MINISTRY).cardKeys(REGION, ATR, CardAlgorithm.DES);
            assertFault(
                    () -> keys.externalAuthentication(KeyRef.of("UKSSSE"), EIGHT, EIGHT), KeyFault.HSM_TOKEN_REMOVED);
            KeyId next = new KeyId("UKSSSE", 2, KeyAlgorithm.DESEDE, Scope.MINISTRY);
            assertFault(
                    () -> vault.generate(List.of(KeyPlan.root(next, KeyUsage.EXTERNAL_AUTHENTICATION)), ORIGIN),
                    KeyFault.HSM_TOKEN_REMOVED);
            cryptoki.refuse(Ck.CKR_OK);
            assertThat(keys.externalAuthentication(KeyRef.of("UKSSSE"), EIGHT, EIGHT))
                    .hasSize(8);
            assertThat(vault.keys()).extracting(Key::id).containsExactly(id);
            assertThat(vault.strangers()).isEmpty();
        }
    }

    @Test
    void lateToken_isNotWaitedFor_itsAnswerIsThrownAway_andTheCircuitOpens() throws Exception {
        FaultyCryptoki cryptoki = new FaultyCryptoki(TestTokens.folder().cryptoki());
        MovingClock clock = new MovingClock();
        TokenSettings patient = new TokenSettings(
                label, TokenMechanisms.standard(), Duration.ofSeconds(2), Duration.ofSeconds(10), 4, clock);
        Token token = Token.open(cryptoki, patient, TestTokens.PIN.toCharArray());
        KeyId id = new KeyId("UKSSSE", 1, KeyAlgorithm.DESEDE, Scope.MINISTRY);
        try (Pkcs11Vault vault = Pkcs11Vault.create(settings(), token)) {
            cryptoki.hold();
            KeyPlan plan = KeyPlan.root(id, KeyUsage.EXTERNAL_AUTHENTICATION);
            for (int i = 0; i < 3; i++) {
                assertFault(() -> vault.generate(List.of(plan), ORIGIN), KeyFault.HSM_LATE);
            }
            assertFault(() -> vault.generate(List.of(plan), ORIGIN), KeyFault.HSM_CIRCUIT_OPEN);
            assertThat(vault.keys()).isEmpty();
            cryptoki.letGo();
            clock.forward(Duration.ofSeconds(11));
            vault.generate(List.of(plan), ORIGIN);
            org.awaitility.Awaitility.await()
                    .untilAsserted(() -> assertThat(vault.strangers()).isEmpty());
            assertThat(vault.keys()).hasSize(1);
        }
    }

    /** AES stands in for a vendor's SM4: the way through the token is the same, its cipher has blocks of 16 bytes too. */
    @Test
    void vendorProfile_bringsKeysOf16ByteBlocksIntoTheToken() throws Exception {
        Path profile = folder.resolve("vendor.json");
        Files.writeString(
                profile,
                "{\"name\": \"AES as SM4\", \"sm4\": {\"keyType\": \"0x1F\", \"generate\": \"0x1080\","
                        + " \"ecb\": \"0x1081\", \"ecbEncryptData\": \"0x1104\"}}");
        TokenSettings settings = new TokenSettings(
                label,
                TokenMechanisms.read(profile),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                2,
                TestVaults.CLOCK);
        KeyId id = new KeyId("UKSSSE", 1, KeyAlgorithm.SM4, Scope.city(REGION));
        DerivationPath path = DerivationPath.toCard(RegionProfile.standard(REGION), ATR);
        try (Pkcs11Vault vault = Pkcs11Vault.create(settings(), TestTokens.open(settings))) {
            vault.generate(List.of(KeyPlan.root(id, KeyUsage.EXTERNAL_AUTHENTICATION)), ORIGIN);
            assertThat(vault.homeOf(id)).isEqualTo(KeyHome.TOKEN);
            try (CardKey card = vault.cardKey(id, path);
                    KeyMaterial session = card.session(EIGHT)) {
                byte[] cardKey = card.material().bytes(MaterialAccess.GRANTED);
                assertThat(session.bytes(MaterialAccess.GRANTED))
                        .isEqualTo(AesCipher.encrypt(cardKey, java.util.Arrays.copyOf(EIGHT, 16)));
            }
        }
        Files.writeString(profile, "{\"sm3\": 1}");
        assertFault(() -> TokenMechanisms.read(profile), KeyFault.HSM_NOT_USABLE);
    }

    private byte[] session(KeyVault vault, KeyId id, DerivationPath path) {
        try (CardKey card = vault.cardKey(id, path);
                KeyMaterial session = card.session(EIGHT)) {
            return session.bytes(MaterialAccess.GRANTED).clone();
        }
    }

    private static KeyImport imported(KeyId id, KeyMaterial value, KeyMaterial shownAs) {
        Key key = new Key(
                id,
                KeyUsage.EXTERNAL_AUTHENTICATION,
                Environment.TEST,
                KeyState.ACTIVE,
                CheckValues.of(id.algorithm(), shownAs),
                ORIGIN,
                null);
        return new KeyImport(key, value);
    }

    private Pkcs11Vault create() {
        return Pkcs11Vault.create(settings(), TestTokens.open(label));
    }

    private Pkcs11Vault open() {
        return Pkcs11Vault.open(settings(), TestTokens.open(label));
    }

    private VaultSettings settings() {
        return TestVaults.settings(folder, Environment.TEST);
    }

    private static void assertFault(ThrowingCallable call, KeyFault fault) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyException.class, e -> assertThat(e.fault()).isEqualTo(fault));
    }
}
