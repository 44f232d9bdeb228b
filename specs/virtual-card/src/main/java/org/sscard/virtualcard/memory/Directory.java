package org.sscard.virtualcard.memory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.KeyType;

/** MF, a DDF or an ADF with its files, keys and, in the SSSE, the PIN. */
public final class Directory {

    /** Where in the tree a directory stands. */
    public enum Kind {
        MF,
        DDF,
        ADF
    }

    public static final int MF_FID = 0x3F00;
    /** The lock-key id of an application that cannot be blocked (§7.1). */
    public static final int NO_LOCK_KEY = 0xFF;

    private final Kind kind;
    private final int fid;
    private final int lockKeyId;
    private final Bytes name;
    private final @Nullable Directory parent;
    private final List<Directory> children = new ArrayList<>();
    private final Map<Integer, ElementaryFile> files = new LinkedHashMap<>();
    private KeyStore keys = new KeyStore();
    private @Nullable Pin pin;
    private boolean blocked;
    private boolean personalised;

    private Directory(Kind kind, int fid, int lockKeyId, Bytes name, @Nullable Directory parent) {
        this.kind = kind;
        this.fid = fid;
        this.lockKeyId = lockKeyId;
        this.name = name;
        this.parent = parent;
    }

    public static Directory masterFile() {
        return new Directory(Kind.MF, MF_FID, NO_LOCK_KEY, Bytes.of(new byte[0]), null);
    }

    /** A new directory below this one; it lists itself among the children. */
    public Directory addChild(Kind childKind, int childFid, int childLockKeyId, byte[] childName) {
        Directory child = new Directory(childKind, childFid, childLockKeyId, Bytes.of(childName), this);
        children.add(child);
        return child;
    }

    public void add(ElementaryFile file) {
        files.put(file.fid(), file);
    }

    public Kind kind() {
        return kind;
    }

    public int fid() {
        return fid;
    }

    /** Id of the key that must be authenticated before APPLICATION BLOCK, or {@link #NO_LOCK_KEY}. */
    public int lockKeyId() {
        return lockKeyId;
    }

    /** DF name, empty for the MF. */
    public byte[] name() {
        return name.copy();
    }

    public Optional<Directory> parent() {
        return Optional.ofNullable(parent);
    }

    public List<Directory> children() {
        return List.copyOf(children);
    }

    public List<ElementaryFile> files() {
        return List.copyOf(files.values());
    }

    public Optional<ElementaryFile> file(int fileId) {
        return Optional.ofNullable(files.get(fileId));
    }

    public Optional<ElementaryFile> fileBySfi(int sfi) {
        return files.values().stream()
                .filter(file -> file.sfi() == sfi && !(file instanceof MedicalFile))
                .findFirst();
    }

    public Optional<MedicalFile> medicalFile() {
        return files.values().stream()
                .filter(MedicalFile.class::isInstance)
                .map(MedicalFile.class::cast)
                .findFirst();
    }

    public KeyStore keys() {
        return keys;
    }

    /** The DDF that this directory belongs to: where its global keys and the PIN stand (§2). */
    public Directory environment() {
        return kind == Kind.ADF && parent != null ? parent : this;
    }

    /** The directory that holds the key with this id: bit 8 set = here, else in the environment (§4). */
    public Directory keyHolder(int keyId) {
        return (keyId & 0x80) != 0 ? this : environment();
    }

    /** The directory whose master key rules here: its own, or the nearest above that has one (§2, §7.1). */
    public Optional<Directory> masterKeyHolder() {
        if (keys.lowestVersion(KeyType.MK, 0).isPresent()) {
            return Optional.of(this);
        }
        return parent().flatMap(Directory::masterKeyHolder);
    }

    /** The algorithm that the FCI announces: that of the first key of the directory, DES before there is one. */
    public CardAlgorithm algorithm() {
        return keys.firstKey().map(CardKey::algorithm).orElse(CardAlgorithm.DES);
    }

    public Optional<Pin> pin() {
        return Optional.ofNullable(pin);
    }

    public void put(Pin newPin) {
        pin = newPin;
    }

    public boolean isBlocked() {
        return blocked;
    }

    public void block() {
        blocked = true;
    }

    /** Whether END PERSONALISATION closed this directory. */
    public boolean isPersonalised() {
        return personalised;
    }

    /** Closes this directory and everything below it. */
    public void endPersonalisation() {
        personalised = true;
        children.forEach(Directory::endPersonalisation);
    }

    public void setPersonalised(boolean ended) {
        personalised = ended;
    }

    /** This directory and all below it, parents first, in the order of their creation. */
    public List<Directory> tree() {
        List<Directory> all = new ArrayList<>();
        all.add(this);
        children.forEach(child -> all.addAll(child.tree()));
        return all;
    }

    Directory copy(@Nullable Directory newParent) {
        Directory copy = new Directory(kind, fid, lockKeyId, name, newParent);
        files.values().forEach(file -> copy.add(file.copy()));
        copy.keys = keys.copy();
        copy.pin = pin == null ? null : pin.copy();
        copy.blocked = blocked;
        copy.personalised = personalised;
        children.forEach(child -> copy.children.add(child.copy(copy)));
        return copy;
    }
}
