package org.sscard.spec.layout;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A directory of the card.
 *
 * @param name SSSE, DF01 … DF07
 * @param aid name for SELECT, upper-case hex, 5 to 16 bytes
 * @param lockKey the key that must be authenticated before APPLICATION BLOCK; empty = cannot be blocked (§7.1)
 * @param optional stands on a card only when its image or profile names it
 */
public record Application(
        String name,
        String zh,
        String en,
        ApplicationType type,
        int fid,
        String aid,
        String label,
        Optional<String> lockKey,
        boolean optional,
        Confidence confidence,
        Optional<Wording> note,
        List<CardFile> files) {

    /** Whether the directory may hold directories itself. */
    public enum ApplicationType {
        DDF,
        ADF
    }

    public Application {
        files = List.copyOf(files);
    }

    public byte[] aidBytes() {
        return HexFormat.of().parseHex(aid);
    }

    /** @param fid for example {@code EF05} */
    public Optional<CardFile> file(String fid) {
        return files.stream().filter(file -> file.ref().fid().equals(fid)).findFirst();
    }

    public Optional<CardFile> fileBySfi(int sfi) {
        return files.stream()
                .filter(file -> file.isSelectable() && file.sfi() == sfi)
                .findFirst();
    }
}
