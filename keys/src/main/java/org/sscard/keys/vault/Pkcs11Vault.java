package org.sscard.keys.vault;

import java.nio.file.Files;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.DerivationPath;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.MaterialAccess;
import org.sscard.keys.model.RegionProfile;
import org.sscard.keys.model.Scope;
import org.sscard.keys.pkcs11.Token;
import org.sscard.keys.pkcs11.TokenKeys;
import org.sscard.keys.pkcs11.TokenMaster;
import org.sscard.keys.vault.VaultPayload.Entry;

/**
 * Keys in a PKCS#11 token ({@code docs/pkcs11.md}). Records lie in a vault file whose master the token wraps; values lie in
 * the token where it has mechanisms for their algorithm, and in the file where it has none (SM4). Closing it closes the
 * token's sessions.
 */
public final class Pkcs11Vault implements KeyVault {

    private static final String LABEL_PREFIX = "sscard ";
    private static final int CHECK_BYTES = 3;

    private final VaultRecords records;
    private final SoftwareVault software;
    private final TokenKeys keys;

    private Pkcs11Vault(VaultRecords records, TokenKeys keys) {
        this.records = records;
        this.software = new SoftwareVault(records);
        this.keys = keys;
    }

    /** @throws KeyException VAULT_ALREADY_EXISTS, VAULT_IN_USE, VAULT_WRITE_FAILED, HSM_… */
    public static Pkcs11Vault create(VaultSettings settings, Token token) {
        VaultOpener opener = VaultOpener.token(new TokenMaster(token, settings.random()));
        return new Pkcs11Vault(VaultRecords.create(settings, opener), new TokenKeys(token));
    }

    /**
     * Opens the file and compares every key of it with the token.
     *
     * @throws KeyException HSM_KEY_MISSING, KEY_CHECK_VALUE_WRONG when the token holds another key, and what
     *     {@link SoftwareVault#open} throws
     */
    public static Pkcs11Vault open(VaultSettings settings, Token token) {
        VaultOpener opener = VaultOpener.token(new TokenMaster(token, settings.random()));
        Pkcs11Vault vault = new Pkcs11Vault(VaultRecords.open(settings, opener), new TokenKeys(token));
        try {
            vault.compare();
            return vault;
        } catch (RuntimeException e) {
            vault.records.close();
            throw e;
        }
    }

    /**
     * Opens the vault, or makes it when there is none. The token is closed when that fails.
     *
     * @throws KeyException as {@link #open} and {@link #create}
     */
    public static Pkcs11Vault openOrCreate(VaultSettings settings, Token token) {
        try {
            return Files.exists(settings.file()) ? open(settings, token) : create(settings, token);
        } catch (RuntimeException e) {
            token.close();
            throw e;
        }
    }

    @Override
    public Environment environment() {
        return software.environment();
    }

    @Override
    public List<Key> keys() {
        return software.keys();
    }

    @Override
    public Optional<Key> find(KeyId id) {
        return software.find(id);
    }

    @Override
    public KeyHome homeOf(KeyId id) {
        return software.homeOf(id);
    }

    /** The token, as it describes itself. */
    public Token token() {
        return keys.token();
    }

    /** Labels of keys in the token that no record names: left when a write of the file failed. Nothing uses them. */
    public List<String> strangers() {
        List<String> known = new ArrayList<>();
        records.keys().forEach(key -> {
            TokenKeyId token = records.entry(key.id()).token();
            if (token != null) {
                known.add(token.hex());
            }
        });
        return keys.strangers(LABEL_PREFIX + environment() + " ", known);
    }

    @Override
    public void importKeys(List<KeyImport> imports) {
        records.requireAddable(imports.stream().map(KeyImport::key).toList());
        imports.forEach(KeyRules::requireRight);
        List<Entry> made = new ArrayList<>();
        addAll(made, () -> {
            for (KeyImport imported : imports) {
                made.add(taken(imported));
            }
        });
    }

    @Override
    public List<Key> generate(List<KeyPlan> plans, Key.Origin origin) {
        List<Entry> made = new ArrayList<>();
        addAll(made, () -> {
            for (KeyPlan plan : plans) {
                if (records.find(plan.id()).isPresent()) {
                    throw new KeyException(
                            KeyFault.KEY_ALREADY_EXISTS, plan.id().toString());
                }
                made.add(drawn(plan, origin));
            }
        });
        return made.stream().map(Entry::key).toList();
    }

    @Override
    public Key changeState(KeyId id, KeyState next, String by) {
        Entry changed = records.change(id, entry -> KeyRules.changed(entry, next, by, records.settings()));
        if (next == KeyState.DESTROYED && changed.token() != null) {
            keys.destroy(changed.token().hex());
        }
        return changed.key();
    }

    @Override
    public Key endCryptoPeriod(KeyId id, LocalDate end) {
        return software.endCryptoPeriod(id, end);
    }

    @Override
    public CardKey cardKey(KeyId ancestor, DerivationPath path) {
        Entry entry = records.active(ancestor);
        TokenKeyId token = entry.token();
        if (token == null) {
            return software.cardKey(ancestor, path);
        }
        KeyRules.requireDiversifiable(entry.key());
        return new InToken(keys, token.hex(), ancestor.algorithm(), path.factorsBelow(ancestor.scope()));
    }

    @Override
    public KeyMaterial childKey(KeyId ancestor, Scope scope, RegionProfile profile) {
        Entry entry = records.active(ancestor);
        TokenKeyId token = entry.token();
        if (token == null) {
            return software.childKey(ancestor, scope, profile);
        }
        KeyRules.requireDiversifiable(entry.key());
        return keys.below(
                token.hex(), ancestor.algorithm(), DerivationPath.factorsBetween(ancestor.scope(), scope, profile));
    }

    @Override
    public KeyMaterial exported(KeyId id) {
        if (records.active(id).token() != null) {
            throw new KeyException(KeyFault.KEY_NOT_EXPORTABLE, id.toString());
        }
        return software.exported(id);
    }

    @Override
    public KeyMaterial transportSession(KeyId transportKey, byte[] random) {
        Entry entry = records.active(transportKey);
        TokenKeyId token = entry.token();
        if (token == null) {
            return software.transportSession(transportKey, random);
        }
        KeyRules.requireTransport(entry.key());
        return keys.session(token.hex(), transportKey.algorithm(), random);
    }

    /** It is in the file: what CREATE KEY encrypts and MACs under it no standard mechanism of a token can do. */
    @Override
    public KeyMaterial psamOwnKey(KeyId own) {
        return software.psamOwnKey(own);
    }

    @Override
    public KeyMaterial registryKey(KeyId registry, String purpose) {
        return software.registryKey(registry, purpose);
    }

    /** As {@link SoftwareVault#rewrap}, for the keys whose values lie in the file. */
    public Rewrap rewrap(int batch) {
        return software.rewrap(batch);
    }

    public Rewrap rewrapState() {
        return software.rewrapState();
    }

    /** Draws a new key in the token and seals the file under it. */
    public void changeMaster() {
        software.changeMaster(VaultOpener.token(
                new TokenMaster(keys.token(), records.settings().random())));
    }

    @Override
    public void close() {
        records.close();
        keys.token().close();
    }

    @Override
    public String toString() {
        return "Pkcs11Vault[" + records + ", " + keys.token() + "]";
    }

    /** What the token took in is destroyed there when the records cannot be written: nothing half-done. */
    private void addAll(List<Entry> made, Runnable make) {
        try {
            make.run();
            records.add(made);
        } catch (RuntimeException e) {
            made.forEach(entry -> undo(entry, e));
            throw e;
        }
    }

    private void undo(Entry entry, RuntimeException reason) {
        if (entry.material() != null) {
            entry.material().close();
        }
        if (entry.token() != null) {
            try {
                keys.destroy(entry.token().hex());
            } catch (KeyException gone) {
                reason.addSuppressed(gone);
            }
        }
    }

    private Entry taken(KeyImport imported) {
        Key key = imported.key();
        KeyAlgorithm algorithm = key.id().algorithm();
        if (!keys.token().computes(algorithm) || key.usage() == KeyUsage.PSAM_OWN) {
            return records.sealed(key, imported.material());
        }
        TokenKeyId id = TokenKeyId.draw(records.settings().random());
        keys.create(id.hex(), label(key.id()), algorithm, imported.material().bytes(MaterialAccess.GRANTED));
        Entry entry = new Entry(key, null, null, id);
        if (!checkValue(id, algorithm).equals(key.checkValue())) {
            KeyException wrong =
                    new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, key.id().toString());
            undo(entry, wrong);
            throw wrong;
        }
        return entry;
    }

    private Entry drawn(KeyPlan plan, Key.Origin origin) {
        KeyAlgorithm algorithm = plan.id().algorithm();
        // A registry's key works on every row: it stays in the file, sealed under the token's master.
        if (plan.usage() == KeyUsage.REGISTRY || !keys.token().computes(algorithm)) {
            byte[] value = new byte[algorithm.lengthBytes()];
            records.settings().random().nextBytes(value);
            try (KeyMaterial material = KeyMaterial.owning(value, MaterialAccess.GRANTED)) {
                CheckValue checkValue = CheckValues.of(algorithm, material);
                return records.sealed(KeyRules.made(plan, environment(), origin, checkValue), material);
            }
        }
        TokenKeyId id = TokenKeyId.draw(records.settings().random());
        keys.generate(id.hex(), label(plan.id()), algorithm);
        return new Entry(KeyRules.made(plan, environment(), origin, checkValue(id, algorithm)), null, null, id);
    }

    private void compare() {
        for (Key key : records.keys()) {
            TokenKeyId token = records.entry(key.id()).token();
            if (token == null) {
                continue;
            }
            if (key.state() == KeyState.DESTROYED) {
                keys.destroy(token.hex());
            } else if (!keys.holds(token.hex())) {
                throw new KeyException(KeyFault.HSM_KEY_MISSING, key.id().toString());
            } else if (!checkValue(token, key.id().algorithm()).equals(key.checkValue())) {
                throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, key.id() + " in the token");
            }
        }
    }

    private CheckValue checkValue(TokenKeyId id, KeyAlgorithm algorithm) {
        byte[] shown = Arrays.copyOf(keys.zeroBlock(id.hex(), algorithm), CHECK_BYTES);
        return new CheckValue(
                CheckMethod.ZERO_BLOCK, HexFormat.of().withUpperCase().formatHex(shown));
    }

    private String label(KeyId id) {
        return LABEL_PREFIX + environment() + " " + id;
    }

    /** A card's key that is derived inside for each session; its bytes come out only when they are asked for. */
    private static final class InToken implements CardKey {

        private final TokenKeys keys;
        private final String ancestor;
        private final KeyAlgorithm algorithm;
        private final List<byte[]> factors;
        private @Nullable KeyMaterial clear;
        private boolean closed;

        InToken(TokenKeys keys, String ancestor, KeyAlgorithm algorithm, List<byte[]> factors) {
            this.keys = keys;
            this.ancestor = ancestor;
            this.algorithm = algorithm;
            this.factors = factors;
        }

        @Override
        public KeyMaterial session(byte[] random) {
            requireOpen();
            return keys.sessionBelow(ancestor, algorithm, factors, random);
        }

        @Override
        public KeyMaterial material() {
            requireOpen();
            KeyMaterial known = clear;
            if (known == null) {
                known = keys.below(ancestor, algorithm, factors);
                clear = known;
            }
            return known;
        }

        @Override
        public void close() {
            closed = true;
            if (clear != null) {
                clear.close();
            }
        }

        private void requireOpen() {
            if (closed) {
                throw new KeyException(KeyFault.KEY_ERASED, "the key of this card was closed");
            }
        }
    }
}
