package org.sscard.insurance.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Level of an institution (社区、一级、二级、三级). */
public enum HospitalLevel {
    COMMUNITY,
    L1,
    L2,
    L3;

    /** Reading A5: a level that is not known counts as level 3. */
    public static HospitalLevel orHighest(@Nullable String name) {
        return Arrays.stream(values())
                .filter(level -> level.name().equals(name))
                .findFirst()
                .orElse(L3);
    }
}
