package org.sscard.issuer;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Collectors;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.console.BureauDesk;
import org.sscard.issuer.custody.CertificateActions;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.keys.KeyException;
import org.sscard.keys.crypto.CheckedRandom;
import org.sscard.keys.vault.KeyVault;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What every room stands on.
 *
 * @param listen the server's configuration; a first run without certificates has made its own authority
 * @param process names this process among those that share the database
 * @param regions codes of the regions that cards are issued for
 * @param desk what every page of the console stands on
 * @param opened where a room leaves what has to be closed
 */
record Premises(
        IssuerConfig config,
        boolean dev,
        DataDirectory data,
        AuditLog audit,
        KeyVault vault,
        Database database,
        RegistrySeal seal,
        CertificateActions certificates,
        ServerConfig listen,
        String process,
        Set<String> regions,
        BureauDesk desk,
        Clock clock,
        SecureRandom random,
        Opened opened) {

    private static final int NAME_BYTES = 6;

    static Premises open(IssuerConfig config, boolean dev, Clock clock, SecureRandom entropy, Opened opened) {
        SecureRandom random = checked(entropy);
        DataDirectory data = opened.add(DataDirectory.open(config.data(), "issuer"));
        AuditLog audit = opened.add(SealedAudit.open(config.audit(), data.path(), clock, random))
                .log();
        KeyVault vault = opened.add(IssuerKeys.vault(config.vault(), data.path(), dev, clock, random));
        Database database =
                opened.add(Database.open(config.database(), data.path(), IssuerService.SCHEMA, ApprovalTable.SCHEMA));
        CertificateActions certificates = CertificateActions.at(data.path().resolve("revoked.txt"), clock);
        return new Premises(
                config,
                dev,
                data,
                audit,
                vault,
                database,
                seal(vault, clock, random),
                certificates,
                serverConfig(config.server(), data, dev, clock, random).withRevocations(certificates.list()),
                processName(random),
                config.regions().stream().map(IssuerConfig.Region::code).collect(Collectors.toUnmodifiableSet()),
                new BureauDesk(audit, clock, random, dev),
                clock,
                random,
                opened);
    }

    private static RegistrySeal seal(KeyVault vault, Clock clock, SecureRandom random) {
        try {
            return RegistrySeal.of(vault, clock, random);
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
    }

    private static SecureRandom checked(SecureRandom random) {
        try {
            return new CheckedRandom(random);
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), e.detail());
        }
    }

    private static String processName(SecureRandom random) {
        byte[] name = new byte[NAME_BYTES];
        random.nextBytes(name);
        return "issuer-" + HexFormat.of().formatHex(name);
    }

    private static ServerConfig serverConfig(
            ServerConfig config, DataDirectory data, boolean dev, Clock clock, SecureRandom random) {
        if (config.tls() != null || !dev) {
            return config;
        }
        InternalCa authority = InternalCa.open(data.directory("tls"), clock, random);
        return new ServerConfig(
                config.host(),
                config.port(),
                config.hostNames(),
                ServerConfig.Tls.of(
                        authority, authority.server("issuer", config.hostNames().toArray(String[]::new))));
    }
}
