package org.sscard.terminal.card;

import java.util.Arrays;
import java.util.Optional;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The answer to SELECT SSSE: {@code 6F {84 name, A5 {88 SFI, 9F0C {86 algorithm}}}} (card specification §2). */
final class EnvironmentFci {

    private static final int ISSUER_DATA = 0x9F0C;
    private static final int ALGORITHM = 0x86;

    private EnvironmentFci() {}

    /**
     * The card's algorithm. Cards without 9F0C/86: SSF33 if the region begins with 11, else DES.
     *
     * @throws CodedException CARD_DATA_INVALID when the FCI is malformed or names an unknown algorithm
     */
    static CardAlgorithm algorithm(byte[] fci, String region) {
        try {
            Optional<byte[]> named = find(fci, 0x6F)
                    .flatMap(template -> find(template, 0xA5))
                    .flatMap(proprietary -> find(proprietary, ISSUER_DATA))
                    .flatMap(issuerData -> find(issuerData, ALGORITHM));
            if (named.isPresent()) {
                return CardAlgorithm.ofCode(named.get()[0] & 0xFF);
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new CodedException(ErrorCode.CARD_DATA_INVALID, "FCI");
        }
        return region.startsWith("11") ? CardAlgorithm.SSF33 : CardAlgorithm.DES;
    }

    /** The value of the first object with this tag; tags of one or two bytes, lengths below 80. */
    private static Optional<byte[]> find(byte[] objects, int wanted) {
        int at = 0;
        while (at < objects.length) {
            int tag = objects[at++] & 0xFF;
            if ((tag & 0x1F) == 0x1F) {
                tag = tag << 8 | (objects[at++] & 0xFF);
            }
            int length = objects[at++];
            if (length < 0 || at + length > objects.length) {
                throw new IllegalArgumentException("object longer than its template");
            }
            if (tag == wanted) {
                return Optional.of(Arrays.copyOfRange(objects, at, at + length));
            }
            at += length;
        }
        return Optional.empty();
    }
}
