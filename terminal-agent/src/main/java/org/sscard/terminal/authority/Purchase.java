package org.sscard.terminal.authority;

/**
 * The amounts and the time of one purchase as the card's MACs cover them (card specification §5.4). Fen.
 *
 * @param time YYYYMMDDhhmmss
 */
public record Purchase(long accountFen, long selfPayFen, long pooledFen, String time) {

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
}
