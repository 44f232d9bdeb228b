package org.sscard.keys.vault;

import java.time.LocalDate;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.vault.KeyVault.KeyImport;
import org.sscard.keys.vault.KeyVault.KeyPlan;
import org.sscard.keys.vault.VaultPayload.Entry;

/** What holds for a key in every vault. */
final class KeyRules {

    private KeyRules() {}

    /** The record of a key that was just drawn; active when its origin says by whom. */
    static Key made(KeyPlan plan, Environment environment, Key.Origin origin, CheckValue checkValue) {
        KeyState state = origin.activatedBy() == null ? KeyState.PLANNED : KeyState.ACTIVE;
        return new Key(
                plan.id(), plan.usage(), environment, state, checkValue, origin, plan.parent(), plan.exportability());
    }

    static void requireRight(KeyImport imported) {
        Key key = imported.key();
        if (imported.material().lengthBytes() != key.id().algorithm().lengthBytes()) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, key.id() + " has another length");
        }
        if (!CheckValues.of(key.id().algorithm(), imported.material()).equals(key.checkValue())) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, key.id().toString());
        }
    }

    static Entry changed(Entry entry, KeyState state, String by, VaultSettings settings) {
        if (!entry.key().state().next().contains(state)) {
            throw new KeyException(
                    KeyFault.KEY_STATE_REFUSED,
                    entry.key().id() + ": " + entry.key().state() + " to " + state);
        }
        Key changed = entry.key().withState(state, by, settings.clock().instant());
        return state == KeyState.DESTROYED ? entry.destroyed(changed) : entry.with(changed);
    }

    static Entry ended(Entry entry, LocalDate end) {
        if (entry.key().state() == KeyState.DESTROYED) {
            throw new KeyException(KeyFault.KEY_STATE_REFUSED, entry.key().id() + " was destroyed");
        }
        return entry.with(entry.key().withValidUntil(end));
    }

    static void requireDiversifiable(Key key) {
        if (key.usage().isVendors() || key.usage() == KeyUsage.REGISTRY) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, key.id() + " is never diversified");
        }
    }

    static void requireTransport(Key key) {
        if (key.usage() != KeyUsage.TRANSPORT) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, key.id() + " is no transport key");
        }
    }

    static void requireRegistry(Key key) {
        if (key.usage() != KeyUsage.REGISTRY) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, key.id() + " guards no registry");
        }
    }

    /** Vaults that were filled before PSAMs' own keys had a usage of their own hold them as transport keys. */
    static void requirePsamOwn(Key key) {
        if (!key.usage().isVendors()) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, key.id() + " is no PSAM's own key");
        }
    }

    static void requireExportable(Key key) {
        if (!key.exportability().permitsKeyBlock()) {
            throw new KeyException(KeyFault.KEY_NOT_EXPORTABLE, key.id().toString());
        }
    }
}
