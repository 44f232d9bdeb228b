package org.sscard.keys.custody;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyState;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.vault.KeyVault;
import org.sscard.keys.vault.KeyVault.KeyPlan;

/**
 * A version of a hierarchy key gives way to the next one of the key table (issuing and keys §2). The successor is drawn where
 * there is none, then activated; only then the old one gets its end. Each step is durable, in an order in which a process
 * that is killed anywhere leaves a version in force; the same rotation made again does what is left (F21).
 */
public final class KeyRotation {

    /** What has to be done, in this order. */
    public enum Step {
        DRAW,
        ACTIVATE,
        END_OLD,
        SUSPEND_OLD
    }

    private final KeyVault vault;
    private final Key old;
    private final KeyId successor;
    private final LocalDate until;
    private final List<Step> left;

    private KeyRotation(KeyVault vault, Key old, KeyId successor, LocalDate until, List<Step> left) {
        this.vault = vault;
        this.old = old;
        this.successor = successor;
        this.until = until;
        this.left = List.copyOf(left);
    }

    /**
     * What is left to do.
     *
     * @param until first day on which the old version works no more: both work until then. Today: it is suspended at once
     * @throws KeyException KEY_NOT_FOUND when the old one is unknown, or the table has no version after it that may succeed;
     *     KEY_USAGE_REFUSED for a vendor's key, KEY_STATE_REFUSED for a key that is not in force, KEY_INPUT_INVALID for a day
     *     that is past
     */
    public static KeyRotation of(KeyVault vault, KeyId id, LocalDate until, LocalDate today) {
        Key old = vault.find(id).orElseThrow(() -> new KeyException(KeyFault.KEY_NOT_FOUND, id.toString()));
        if (old.usage().isVendors() || old.usage() == KeyUsage.REGISTRY) {
            throw new KeyException(KeyFault.KEY_USAGE_REFUSED, id + " comes from a vendor, and so does its successor");
        }
        if (until.isBefore(today)) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, until + " is past");
        }
        boolean ended = until.equals(old.origin().validUntil());
        boolean suspended = old.state() == KeyState.SUSPENDED && ended;
        if (old.state() != KeyState.ACTIVE && !suspended) {
            throw new KeyException(KeyFault.KEY_STATE_REFUSED, id + ": " + old.state());
        }
        KeyId successor = successor(vault, old);
        Optional<Key> present = vault.find(successor);
        List<Step> left = new ArrayList<>();
        if (present.isEmpty()) {
            left.add(Step.DRAW);
        }
        if (present.isEmpty() || present.get().state() == KeyState.PLANNED) {
            left.add(Step.ACTIVATE);
        }
        if (!ended) {
            left.add(Step.END_OLD);
        }
        if (until.equals(today) && !suspended) {
            left.add(Step.SUSPEND_OLD);
        }
        return new KeyRotation(vault, old, successor, until, left);
    }

    public Key old() {
        return old;
    }

    public KeyId successor() {
        return successor;
    }

    /** Empty when all was done before. */
    public List<Step> left() {
        return left;
    }

    /** @param by who does it; stands in the successor as who made and activated it */
    public Key run(String by, Instant now) {
        for (Step step : left) {
            switch (step) {
                case DRAW ->
                    vault.generate(
                            List.of(new KeyPlan(successor, old.usage(), old.exportability(), null)),
                            new Key.Origin(by, now, null, null, null));
                case ACTIVATE -> vault.changeState(successor, KeyState.ACTIVE, by);
                case END_OLD -> vault.endCryptoPeriod(old.id(), until);
                case SUSPEND_OLD -> vault.changeState(old.id(), KeyState.SUSPENDED, by);
            }
        }
        return vault.find(successor).orElseThrow();
    }

    /**
     * The lowest later version that may be in force without an end. A root that is not there is drawn; what came from a
     * higher tier has to be delivered from there, or the cards of this tier would not agree with the tiers above.
     */
    private static KeyId successor(KeyVault vault, Key old) {
        KeyId id = old.id();
        for (int version = id.version() + 1; version <= Hierarchy.versions(id.name()); version++) {
            KeyId next = new KeyId(id.name(), version, id.algorithm(), id.scope());
            Optional<Key> key = vault.find(next);
            boolean draws = key.isEmpty() && old.parent() == null;
            boolean serves = key.filter(found -> found.state() == KeyState.PLANNED || found.state() == KeyState.ACTIVE)
                    .filter(found -> found.origin().validUntil() == null)
                    .isPresent();
            if (draws || serves) {
                return next;
            }
        }
        throw new KeyException(KeyFault.KEY_NOT_FOUND, "a later version of " + id + " that may succeed it");
    }
}
