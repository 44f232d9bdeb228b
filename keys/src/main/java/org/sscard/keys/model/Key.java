package org.sscard.keys.model;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a key (issuing and keys §2). The material is not here: it stays in the vault that holds the key.
 *
 * @param parent the key that this one was diversified from; absent for a root
 */
public record Key(
        KeyId id,
        KeyUsage usage,
        Environment environment,
        KeyState state,
        CheckValue checkValue,
        Origin origin,
        @Nullable KeyId parent) {

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
    }

    public Key withState(KeyState next) {
        return new Key(id, usage, environment, next, checkValue, origin, parent);
    }
}
