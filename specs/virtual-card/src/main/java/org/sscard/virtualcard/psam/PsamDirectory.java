package org.sscard.virtualcard.psam;

import java.util.HexFormat;

/** The directories of a PSAM (§6, PSAM commands): sx1 under 3F00 and the application DF01. */
enum PsamDirectory {
    MASTER_FILE(0x3F00, "7378312E73682EC9E7BBE1B1A3D5CF"),
    APPLICATION(0xDF01, "D15600000590");

    private final int fid;
    private final String name;

    PsamDirectory(int fid, String name) {
        this.fid = fid;
        this.name = name;
    }

    int fid() {
        return fid;
    }

    byte[] dfName() {
        return HexFormat.of().parseHex(name);
    }
}
