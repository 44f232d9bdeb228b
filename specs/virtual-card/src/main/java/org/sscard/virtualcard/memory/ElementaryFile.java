package org.sscard.virtualcard.memory;

/** A file with content. It checks nothing: structure, access and data are the commands' business. */
public abstract sealed class ElementaryFile permits TransparentFile, RecordFile, MedicalFile {

    private static final int SFI_MASK = 0x1F;

    private final int fid;
    private final AccessCondition read;
    private final AccessCondition update;

    protected ElementaryFile(int fid, AccessCondition read, AccessCondition update) {
        this.fid = fid;
        this.read = read;
        this.update = update;
    }

    public int fid() {
        return fid;
    }

    /** Short identifier: the low 5 bits of the low FID byte (§2). */
    public int sfi() {
        return fid & SFI_MASK;
    }

    public AccessCondition read() {
        return read;
    }

    public AccessCondition update() {
        return update;
    }

    abstract ElementaryFile copy();
}
