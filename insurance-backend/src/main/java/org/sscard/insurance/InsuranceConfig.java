package org.sscard.insurance;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.compat.MessageKeys;
import org.sscard.servicekit.config.Default;
import org.sscard.servicekit.database.DatabaseConfig;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.server.ServerConfig;

/**
 * The insurer's configuration file.
 *
 * @param data directory of the embedded database
 * @param pool region code of the pool (统筹地区), owner of the fund
 * @param issuer the bureau's service, for TAC checks and card status; absent: bills with a card's proof are refused
 * @param institutionsWithoutCard institutions that may settle without a card's proof
 * @param policies more policy files of this pool: a new year or another reading
 * @param messages SM2 and SM4 keys for messages of the national interface; absent: they are plain
 * @param depositBp part of an institution's payable that monthly clearing keeps back (保证金), basis points
 */
public record InsuranceConfig(
        @Default("{port: 8620}") ServerConfig server,
        @Default("{}") DatabaseConfig database,
        @Default(".sscard/insurance") Path data,
        @Default("211000") String pool,
        @Nullable Issuer issuer,
        @Default("[]") List<String> institutionsWithoutCard,
        @Default("[]") List<Path> policies,
        @Default("1000") int depositBp,
        MessageKeys.@Nullable Settings messages) {

    private static final int DEFAULT_DEPOSIT_BP = 1000;

    public InsuranceConfig {
        policies = List.copyOf(policies);
        institutionsWithoutCard = List.copyOf(institutionsWithoutCard);
        if (depositBp < 0 || depositBp > 10_000) {
            throw new IllegalArgumentException("0 to 10000 basis points");
        }
    }

    /** With the built-in policies only. */
    public InsuranceConfig(
            ServerConfig server,
            DatabaseConfig database,
            Path data,
            String pool,
            @Nullable Issuer issuer,
            List<String> institutionsWithoutCard) {
        this(server, database, data, pool, issuer, institutionsWithoutCard, List.of(), DEFAULT_DEPOSIT_BP, null);
    }

    /**
     * @param url https://host:port of the key service and the card-status feed
     * @param credentials own client certificate with the role insurer, and the authority to trust
     * @param tacTimeout how long a settlement waits for a TAC check
     * @param feedPause between two attempts to follow the feed
     */
    public record Issuer(
            URI url,
            Credentials credentials,
            @Default("5s") Duration tacTimeout,
            @Default("1s") Duration feedPause) {}
}
