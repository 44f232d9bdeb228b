package org.sscard.virtualcard.memory;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Everything of a card that survives a reset. */
public final class CardMemory {

    public static final int HISTORICAL_LENGTH = 13;

    private Bytes historicalBytes;
    private final CardKey transportKey;
    private @Nullable Directory masterFile;
    private boolean blocked;

    /** A blank card. */
    public CardMemory(byte[] historicalBytes, CardKey transportKey) {
        this.historicalBytes = Bytes.of(historicalBytes);
        this.transportKey = transportKey;
    }

    public byte[] historicalBytes() {
        return historicalBytes.copy();
    }

    public void setHistoricalBytes(byte[] bytes) {
        historicalBytes = Bytes.of(bytes);
    }

    /** Rules until the MF has its master key (§7.1). */
    public CardKey transportKey() {
        return transportKey;
    }

    public Optional<Directory> masterFile() {
        return Optional.ofNullable(masterFile);
    }

    public Directory createMasterFile() {
        Directory created = Directory.masterFile();
        masterFile = created;
        return created;
    }

    public boolean isBlocked() {
        return blocked;
    }

    public void block() {
        blocked = true;
    }

    /** What {@code 80 CA 00 9F} answers (§7.1). */
    public LifeCycle lifeCycle() {
        if (blocked) {
            return LifeCycle.CARD_BLOCKED;
        }
        Directory root = masterFile;
        if (root == null) {
            return LifeCycle.BLANK;
        }
        if (root.tree().stream().allMatch(Directory::isPersonalised)) {
            return LifeCycle.ACTIVE;
        }
        boolean environmentsClosed =
                !root.children().isEmpty() && root.children().stream().allMatch(Directory::isPersonalised);
        return environmentsClosed ? LifeCycle.PERSONALISED : LifeCycle.INITIALISED;
    }

    public CardMemory copy() {
        CardMemory copy = new CardMemory(historicalBytes.copy(), transportKey);
        copy.masterFile = masterFile == null ? null : masterFile.copy(null);
        copy.blocked = blocked;
        return copy;
    }
}
