package org.sscard.spec.command;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.sscard.spec.layout.CardAlgorithm;

/**
 * Answer to SELECT of a directory (§2): {@code 6F{84 name}}, for the SSSE with {@code A5{88 SFI, 9F0C{86 algorithm}}}.
 *
 * @param name upper-case hex
 * @param algorithm empty on cards whose FCI does not tell; then the region decides ({@link #algorithmOf})
 */
public record FileControlInformation(String name, Optional<CardAlgorithm> algorithm) {

    private static final int FCI = 0x6F;
    private static final int NAME = 0x84;
    private static final int PROPRIETARY = 0xA5;
    private static final int ISSUER_DATA = 0x9F0C;
    private static final int ALGORITHM = 0x86;

    /** @throws IllegalArgumentException when the answer is not an FCI */
    public static FileControlInformation parse(byte[] answer) {
        byte[] fci = find(answer, FCI).orElseThrow(() -> new IllegalArgumentException("no FCI in the answer"));
        byte[] name = find(fci, NAME).orElseThrow(() -> new IllegalArgumentException("no name in the FCI"));
        Optional<CardAlgorithm> algorithm = find(fci, PROPRIETARY)
                .flatMap(proprietary -> find(proprietary, ISSUER_DATA))
                .flatMap(issuerData -> find(issuerData, ALGORITHM))
                .filter(value -> value.length == 1)
                .map(value -> CardAlgorithm.ofCode(value[0] & 0xFF));
        return new FileControlInformation(HexFormat.of().withUpperCase().formatHex(name), algorithm);
    }

    /** The card's algorithm; cards without 9F0C use SSF33 in region 11, DES elsewhere (§2). */
    public CardAlgorithm algorithmOf(String regionDigits) {
        return algorithm.orElse(regionDigits.startsWith("11") ? CardAlgorithm.SSF33 : CardAlgorithm.DES);
    }

    /** The value of the first object with a tag; lengths are one byte, an FCI never needs more. */
    private static Optional<byte[]> find(byte[] data, int wanted) {
        int at = 0;
        while (at < data.length) {
            int tag = data[at++] & 0xFF;
            if ((tag & 0x1F) == 0x1F && at < data.length) {
                tag = (tag << 8) | (data[at++] & 0xFF);
            }
            if (at >= data.length || (data[at] & 0x80) != 0 || at + 1 + data[at] > data.length) {
                throw new IllegalArgumentException("FCI is cut at offset " + at);
            }
            int from = at + 1;
            at = from + data[from - 1];
            if (tag == wanted) {
                return Optional.of(Arrays.copyOfRange(data, from, at));
            }
        }
        return Optional.empty();
    }
}
