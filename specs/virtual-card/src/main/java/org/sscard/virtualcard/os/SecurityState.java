package org.sscard.virtualcard.os;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.virtualcard.memory.AccessCondition;
import org.sscard.virtualcard.memory.Directory;

/** What has been proved since the reset: PIN, external authentications, master keys (§2). */
final class SecurityState {

    static final int UNBLOCK_KEY = 0x06;
    static final int BLOCK_KEY = 0x05;
    private static final int APPLICATION_KEY = 0x80;

    private record Proof(Directory holder, int keyId) {

        boolean isGlobal() {
            return (keyId & APPLICATION_KEY) == 0;
        }

        /** The states of PUK, BK and LK last until reset (§4, convention). */
        boolean lastsUntilReset() {
            boolean environmentKey = holder.kind() != Directory.Kind.ADF;
            return environmentKey ? keyId == UNBLOCK_KEY || keyId == BLOCK_KEY : keyId == holder.lockKeyId();
        }
    }

    private final Set<Proof> proofs = new HashSet<>();
    /** Directories whose master key was authenticated; {@code null} stands for the transport key. */
    private final Set<@Nullable Directory> masters = new HashSet<>();

    private boolean pinVerified;

    boolean isPinVerified() {
        return pinVerified;
    }

    void setPinVerified(boolean verified) {
        pinVerified = verified;
    }

    void authenticated(Directory holder, int keyId) {
        proofs.add(new Proof(holder, keyId));
    }

    boolean isAuthenticated(Directory holder, int keyId) {
        return proofs.contains(new Proof(holder, keyId));
    }

    void masterAuthenticated(@Nullable Directory holder) {
        masters.add(holder);
    }

    void masterReplaced(@Nullable Directory holder) {
        masters.remove(holder);
    }

    /** Whether the master key that rules in this directory was authenticated, and still has power (§7.1). */
    boolean hasMasterPower(Directory directory) {
        return !directory.isPersonalised()
                && masters.contains(directory.masterKeyHolder().orElse(null));
    }

    /** Whether the transport key of a blank card was authenticated. */
    boolean hasTransportPower() {
        return masters.contains(null);
    }

    boolean satisfies(AccessCondition condition, Directory directory) {
        return switch (condition.rule()) {
            case FREE -> true;
            case PIN -> pinVerified;
            case KEY -> hasKey(condition, directory);
            case PIN_OR_KEY -> pinVerified || hasKey(condition, directory);
            case PIN_AND_KEY -> pinVerified && hasKey(condition, directory);
            case NEVER -> false;
        };
    }

    private boolean hasKey(AccessCondition condition, Directory directory) {
        return isAuthenticated(directory.keyHolder(condition.keyId()), condition.keyId());
    }

    /**
     * Another directory was selected: application keys are lost; global states hold while inside the SSSE and fall when
     * it is left, for the MF or another environment (§2, §6).
     */
    void directoryChanged(Directory from, Directory to) {
        boolean environmentLeft = from.environment() != to.environment();
        proofs.removeIf(proof -> !proof.lastsUntilReset() && (environmentLeft || !proof.isGlobal()));
        if (environmentLeft) {
            pinVerified = false;
        }
    }

    void reset() {
        proofs.clear();
        masters.clear();
        pinVerified = false;
    }
}
