package org.sscard.issuer.registry;

/** How holder data is shown to people who need not know it. */
public final class HolderMask {

    private HolderMask() {}

    /** 张*, 欧** : the first character and a star for each other. */
    public static String name(String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters == 0) {
            return "";
        }
        return name.substring(0, name.offsetByCodePoints(0, 1)) + "*".repeat(Math.max(1, characters - 1));
    }

    /** First 6 and last 4 characters. */
    public static String idNumber(String idNumber) {
        if (idNumber.length() < 18) {
            return "*".repeat(idNumber.length());
        }
        return idNumber.substring(0, 6) + "********" + idNumber.substring(idNumber.length() - 4);
    }
}
