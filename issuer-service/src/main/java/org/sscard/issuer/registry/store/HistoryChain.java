package org.sscard.issuer.registry.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.seal.RowFields;

/**
 * MACs of histories: each entry's covers the entry and the MAC of the one before it, so that an entry that was edited, taken
 * away or put elsewhere breaks the chain. The last MAC stands in the row whose history it is.
 */
final class HistoryChain {

    private final RegistrySeal seal;

    HistoryChain(RegistrySeal seal) {
        this.seal = seal;
    }

    /** An entry of a card's history, as its row holds it. */
    record CardEntry(@Nullable String from, String to, Cause cause, Instant at) {

        static CardEntry of(ResultSet row) throws SQLException {
            return new CardEntry(
                    row.getString("from_state"),
                    row.getString("to_state"),
                    new Cause(
                            row.getString("who"),
                            row.getString("why"),
                            row.getString("channel"),
                            row.getString("action"),
                            row.getString("reason")),
                    row.getTimestamp("at").toInstant());
        }
    }

    /**
     * An entry of a person's history.
     *
     * @param sealed what a correction changed, encrypted, hex
     */
    record PersonEntry(
            String what, String who, String why, @Nullable String sealed, Instant at) {

        static PersonEntry of(ResultSet row) throws SQLException {
            return new PersonEntry(
                    row.getString("what"),
                    row.getString("who"),
                    row.getString("why"),
                    hex(row.getBytes("sealed")),
                    row.getTimestamp("at").toInstant());
        }
    }

    /**
     * @param before MAC of the entry before it, hex; null for the first
     * @return hex
     */
    String card(String cardNumber, @Nullable String before, CardEntry entry) {
        return HexFormat.of()
                .formatHex(seal.mac(RowFields.of("card_history")
                        .text(cardNumber)
                        .text(before)
                        .text(entry.from())
                        .text(entry.to())
                        .text(entry.cause().who())
                        .text(entry.cause().why())
                        .text(entry.cause().channel())
                        .text(entry.cause().action())
                        .text(entry.cause().reason())
                        .number(micros(entry.at()))));
    }

    String person(@Nullable String before, PersonEntry entry) {
        return HexFormat.of()
                .formatHex(seal.mac(RowFields.of("person_history")
                        .text(before)
                        .text(entry.what())
                        .text(entry.who())
                        .text(entry.why())
                        .text(entry.sealed())
                        .number(micros(entry.at()))));
    }

    /** The database keeps microseconds. */
    static Instant kept(Instant at) {
        return at.truncatedTo(ChronoUnit.MICROS);
    }

    static @Nullable String hex(byte @Nullable [] bytes) {
        return bytes == null ? null : HexFormat.of().formatHex(bytes);
    }

    static byte @Nullable [] bytes(@Nullable String hex) {
        return hex == null ? null : HexFormat.of().parseHex(hex);
    }

    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000L);
    }
}
