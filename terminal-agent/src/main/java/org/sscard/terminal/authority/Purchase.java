package org.sscard.terminal.authority;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * The amounts and the time of one purchase as the card's MACs cover them (card specification §5.4). Fen.
 *
 * @param time YYYYMMDDhhmmss
 */
public record Purchase(long accountFen, long selfPayFen, long pooledFen, String time) {

    /** Transaction type of a purchase, '2'. */
    public static final byte TYPE = 0x32;

    private static final long MAX_AMOUNT = 0xFFFF_FFFFL;

    public Purchase {
        requireAmount(accountFen);
        requireAmount(selfPayFen);
        requireAmount(pooledFen);
        if (!time.matches("[0-9]{14}")) {
            throw new IllegalArgumentException("time is not YYYYMMDDhhmmss");
        }
    }

    private static void requireAmount(long fen) {
        if (fen < 0 || fen > MAX_AMOUNT) {
            throw new IllegalArgumentException("amount does not fit 4 bytes: " + fen);
        }
    }

    /** account ‖ self-pay ‖ pool, 12 bytes. */
    public byte[] amounts() {
        return ByteBuffer.allocate(12)
                .putInt((int) accountFen)
                .putInt((int) selfPayFen)
                .putInt((int) pooledFen)
                .array();
    }

    /** 7 bytes BCD. */
    public byte[] timeBytes() {
        return HexFormat.of().parseHex(time);
    }
}
