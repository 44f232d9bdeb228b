package org.sscard.spec.layout;

import java.util.List;

/**
 * Where a PSAM keeps the key (§4).
 *
 * @param use the published use byte, levels &lt;&lt; 5 | type
 * @param ids one id, or one per version (DPK)
 * @param levels diversification levels still to do at the published storage level
 * @param type 2 purchase, 6 MAC, 7 encrypt, 8 MAC and encrypt
 */
public record PsamKey(int use, List<Integer> ids, int levels, int type) {

    public PsamKey {
        ids = List.copyOf(ids);
        if (use != (levels << 5 | type)) {
            throw new IllegalArgumentException(
                    String.format("use %02X is not %d levels of type %d", use, levels, type));
        }
    }

    public int id(int version) {
        return ids.size() == 1 ? ids.get(0) : ids.get(version - 1);
    }

    /** The use byte for a PSAM that stores the key with so many levels left: 3 ministry, 2 province, 1 city. */
    public int useWithLevels(int levelsLeft) {
        if (levelsLeft < 1 || levelsLeft > 3) {
            throw new IllegalArgumentException("levels left outside 1..3: " + levelsLeft);
        }
        return levelsLeft << 5 | type;
    }
}
