package org.sscard.keys.model;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a key (issuing and keys §2). The material is not here: it stays in the vault that holds the key.
 *
 * @param parent the key that this one was diversified from; absent for a root
 * @param exportability as the key block said that brought it; a vault enforces it
 */
public record Key(
        KeyId id,
        KeyUsage usage,
        Environment environment,
        KeyState state,
        CheckValue checkValue,
        Origin origin,
        @Nullable KeyId parent,
        Exportability exportability) {

    /** A key that stays where it is. */
    public Key(
            KeyId id,
            KeyUsage usage,
            Environment environment,
            KeyState state,
            CheckValue checkValue,
            Origin origin,
            @Nullable KeyId parent) {
        this(id, usage, environment, state, checkValue, origin, parent, Exportability.NOT_EXPORTABLE);
    }

    /**
     * Who made and activated the key, and until when it may be used.
     *
     * @param validUntil end of the crypto-period, exclusive; absent when the issuer set none
     */
    public record Origin(
            String createdBy,
            Instant createdAt,
            @Nullable String activatedBy,
            @Nullable Instant activatedAt,
            @Nullable LocalDate validUntil) {

        public static Origin createdAndActivated(String by, Instant at) {
            return new Origin(by, at, by, at, null);
        }

        Origin activated(String by, Instant at) {
            return new Origin(createdBy, createdAt, by, at, validUntil);
        }

        Origin validUntil(LocalDate end) {
            return new Origin(createdBy, createdAt, activatedBy, activatedAt, end);
        }
    }

    /** The first activation stays in the origin, with who did it. */
    public Key withState(KeyState next, String by, Instant at) {
        boolean first = next == KeyState.ACTIVE && origin.activatedBy() == null;
        Origin then = first ? origin.activated(by, at) : origin;
        return new Key(id, usage, environment, next, checkValue, then, parent, exportability);
    }

    /** Ends the crypto-period on this day, exclusive. */
    public Key withValidUntil(LocalDate end) {
        return new Key(id, usage, environment, state, checkValue, origin.validUntil(end), parent, exportability);
    }

    /** Whether it may be used now. */
    public boolean isUsable(LocalDate today) {
        return state == KeyState.ACTIVE && !isExpired(today);
    }

    public boolean isExpired(LocalDate today) {
        LocalDate end = origin.validUntil();
        return end != null && !today.isBefore(end);
    }
}
