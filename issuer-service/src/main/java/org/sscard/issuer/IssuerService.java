package org.sscard.issuer;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.authority.Claims;
import org.sscard.issuer.authority.store.AuthorityStore;
import org.sscard.issuer.batch.BatchRunner;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.blacklist.FullBlacklist;
import org.sscard.issuer.blacklist.store.BlacklistStore;
import org.sscard.issuer.console.BureauPages;
import org.sscard.issuer.console.CustodyPages;
import org.sscard.issuer.custody.BureauActions;
import org.sscard.issuer.custody.CeremonyRecords;
import org.sscard.issuer.custody.CertificateActions;
import org.sscard.issuer.custody.Custody;
import org.sscard.issuer.custody.StaffRegister;
import org.sscard.issuer.custody.store.StaffStore;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.dispatch.store.HandoverStore;
import org.sscard.issuer.feed.StatusFeed;
import org.sscard.issuer.feed.store.FeedStore;
import org.sscard.issuer.intake.RosterImport;
import org.sscard.issuer.keyservice.CryptogramDesk;
import org.sscard.issuer.keyservice.KeyLimits;
import org.sscard.issuer.keyservice.KeyPermissions;
import org.sscard.issuer.keyservice.TacVerifier;
import org.sscard.issuer.keyservice.store.TerminalStore;
import org.sscard.issuer.perso.InitialPin;
import org.sscard.issuer.perso.Personaliser;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.registry.CardTimers;
import org.sscard.issuer.registry.NightlyScan;
import org.sscard.issuer.registry.NumberWitness;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.issuer.registry.store.ClaimStore;
import org.sscard.issuer.registry.store.DuePeriods;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.issuer.registry.store.HouseTimeStore;
import org.sscard.issuer.registry.store.NumberSource;
import org.sscard.issuer.registry.store.RegistryScan;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.registry.store.RegistryUpgrade;
import org.sscard.issuer.rpc.AuthorityRpc;
import org.sscard.issuer.rpc.BlacklistRpc;
import org.sscard.issuer.rpc.BureauRpc;
import org.sscard.issuer.rpc.CustodyRpc;
import org.sscard.issuer.rpc.FeedRpc;
import org.sscard.issuer.rpc.IssuerRoles;
import org.sscard.issuer.rpc.KeyRpc;
import org.sscard.issuer.rpc.LifeCycleRpc;
import org.sscard.issuer.rpc.RefusalRecord;
import org.sscard.issuer.rpc.RegistryRpc;
import org.sscard.issuer.rpc.RemoteAuthority;
import org.sscard.issuer.rpc.StationRpc;
import org.sscard.issuer.rpc.StockRpc;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.issuer.station.Stations;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.keys.KeyException;
import org.sscard.keys.crypto.CheckedRandom;
import org.sscard.keys.hierarchy.Hierarchy;
import org.sscard.keys.model.Scope;
import org.sscard.keys.vault.KeyVault;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.backup.ServiceData;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.Schema;
import org.sscard.servicekit.login.FirstRunStaff;
import org.sscard.servicekit.login.LoginEvent;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.login.StaffLogin;
import org.sscard.servicekit.security.CertificateAuthenticator;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.RefusedCalls;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.Running;
import org.sscard.servicekit.server.ServerConfig;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The bureau's service: puts its rooms together, opens them in order and closes them in the opposite one. */
public final class IssuerService implements Running {

    /** The registry's tables. */
    public static final Schema SCHEMA = new Schema("issuer", "org/sscard/issuer/store/migration");

    /** What a backup of the bureau holds. */
    public static final ServiceData DATA = new ServiceData(
            "issuer",
            List.of(SCHEMA, ApprovalTable.SCHEMA),
            List.of("audit.log", "vault.json", "revoked.txt", "deliveries", "ceremonies"),
            List.of());

    private static final FirstRunStaff FIRST_RUN = FirstRunStaff.of(
            List.of(
                    Role.CUSTODIAN,
                    Role.REVIEWER,
                    Role.OPERATOR,
                    Role.INSPECTOR,
                    Role.COUNTER,
                    Role.AUDITOR,
                    Role.ADMINISTRATOR),
            Set.of(Role.CUSTODIAN, Role.OPERATOR));
    private static final Duration ALARMS_SHOWN = Duration.ofDays(1);
    private static final Logger LOG = LoggerFactory.getLogger(IssuerService.class);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable ServiceServer server;
    private @Nullable StaffLogin login;

    private IssuerService() {}

    /**
     * @param dev a first run: callers on this machine may do what operators do, vault passphrase, first PIN and certificates
     *     are made where the configuration names none
     * @param clock in the zone of the bureau
     */
    public static IssuerService start(IssuerConfig config, boolean dev, Clock clock, SecureRandom random) {
        IssuerService service = new IssuerService();
        try {
            service.open(config, dev, clock, checked(random));
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void open(IssuerConfig config, boolean dev, Clock clock, SecureRandom random) {
        DataDirectory data = opened(DataDirectory.open(config.data(), "issuer"));
        AuditLog audit = opened(SealedAudit.open(config.audit(), data.path(), clock, random))
                .log();
        KeyVault vault = opened(IssuerKeys.vault(config.vault(), data.path(), dev, clock, random));
        InitialPin pin = opened(IssuerKeys.initialPin(config.profile().initialPinFile(), dev));
        Database database = opened(Database.open(config.database(), data.path(), SCHEMA, ApprovalTable.SCHEMA));

        RegistrySeal seal = sealed(vault, clock, random);
        new RegistryUpgrade(database, seal).run();
        FeedStore feedStore = new FeedStore(database, seal);
        feedStore.sealOld();
        NumberWitness witness = NumberWitness.open(
                config.numbersWitnessFile() == null
                        ? data.path().resolve("numbers.witness")
                        : config.numbersWitnessFile());
        BlankBook blanks = new BlankBook(database, clock, config.listedBlanksOnly());
        CardBook book = new CardBook(
                clock,
                config.periods(),
                seal,
                feedStore,
                new NumberSource(witness),
                blanks,
                config.authority() != null);
        RegistryStore registry = new RegistryStore(database, clock, book, seal);
        registry.open(config.regions().stream().map(IssuerConfig.Region::range).toList());
        Set<String> regions =
                config.regions().stream().map(IssuerConfig.Region::code).collect(Collectors.toUnmodifiableSet());

        RegionProfiles profiles = RegionProfiles.of(config.factorTexts());
        Hierarchy hierarchy =
                new Hierarchy(vault, Scope.MINISTRY, profiles.agreed().values());
        String process = processName(random);
        JobStore jobs = new JobStore(database, clock, book, process, config.leaseTime());
        Personaliser personaliser = new Personaliser(
                hierarchy,
                config.profile().cardProfile(),
                pin,
                jobs,
                new JournalStore(database, clock, seal),
                clock,
                random);
        BatchStore batches = new BatchStore(database, clock, book);
        Stations stations = opened(new Stations(config.stationPatience()));
        BatchRunner runner = opened(new BatchRunner(batches, jobs, registry, personaliser, stations, config.tick()));
        StatusFeed feed = opened(new StatusFeed(feedStore, config.feedPoll(), config.feedHeartbeat()));

        NightlyScan scan = opened(new NightlyScan(
                new RegistryScan(database, clock, seal),
                clock,
                LocalTime.parse(config.scanAt()),
                report -> audit.append(new AuditEntry(
                        "nightly",
                        "registry",
                        "REGISTRY_SCAN",
                        "persons " + report.persons() + " cards " + report.cards() + " feed " + report.feedVersion(),
                        report.total() == 0 ? "OK" : ErrorCode.REGISTRY_ROW_TAMPERED.name()))));
        ClaimStore claimStore = new ClaimStore(database, clock, seal);
        HolderStore holderStore = new HolderStore(database, clock, book);
        HolderDesk holders = new HolderDesk(registry, holderStore);
        BureauRpc bureau = new BureauRpc(
                new RosterImport(registry, regions),
                data.directory("rosters"),
                registry,
                holders,
                batches,
                runner,
                stations,
                regions);
        TerminalStore terminals = new TerminalStore(database, clock);
        BureauPages pages = new BureauPages(
                database,
                registry,
                batches,
                stations,
                () -> terminals.alarmsSince(clock.instant().minus(ALARMS_SHOWN)),
                dev);
        CertificateActions certificates = CertificateActions.at(data.path().resolve("revoked.txt"), clock);
        ServerConfig listen =
                serverConfig(config.server(), data, dev, clock, random).withRevocations(certificates.list());
        Custody custody = opened(Custody.open(
                vault,
                database,
                audit,
                certificates,
                new BureauActions(blanks, registry, holderStore),
                data.directory("deliveries"),
                regions,
                profiles::of,
                () -> registry.countByState(null).values().stream()
                        .mapToLong(Integer::longValue)
                        .sum(),
                clock,
                random));
        ExecutorService psamWriters = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "psam");
            thread.setDaemon(true);
            return thread;
        });
        opened(psamWriters::shutdownNow);
        StaffRegister register = opened(new StaffRegister(new StaffStore(database, clock), listen.register(), clock));
        CertificateAuthenticator certified = listen.certificates().telling(register::seen);
        CustodyPages custodyPages = new CustodyPages(
                custody,
                new CeremonyRecords(data.directory("ceremonies")),
                register,
                terminals,
                data.path().resolve("audit.log"),
                clock.getZone(),
                dev);
        KeyLimits limits = AlarmedLimits.of(config.keyService(), terminals, audit, clock);
        StaffLogin staff = staffLogin(certified, audit, dev, clock, random);
        server = opened(serve(
                listen,
                certified,
                new RefusalRecord(audit, clock),
                dev,
                database,
                staff,
                pages,
                custodyPages,
                bureau,
                new LifeCycleRpc(holders, config.periods()),
                new RegistryRpc(registry, scan, new HouseTimeStore(database), claimStore, audit),
                new AuthorityRpc(new AuthorityStore(database, clock, seal)),
                new StockRpc(blanks, new HandoverStore(database, clock, book), clock.getZone()),
                new BlacklistRpc(
                        new FullBlacklist(new BlacklistStore(database), data.directory("blacklist"), clock),
                        listen.tls()),
                new StationRpc(stations),
                new KeyRpc(
                        new TacVerifier(hierarchy, regions, custody.inventory()::isLost, limits, audit),
                        new CryptogramDesk(
                                hierarchy, regions, KeyPermissions.standard(), limits, terminals, audit, clock)),
                new FeedRpc(feed),
                new CustodyRpc(custody, register, psamWriters)));
        login = staff;
        CardTimers timers = opened(new CardTimers(
                new HouseTimeStore(database),
                new DuePeriods(database, book, config.periods()),
                process,
                System::nanoTime));
        timers.every(config.tick());
        scan.start();
        askAbove(config, claimStore);
        LOG.info("issuing for {} with {}", regions, database.description());
    }

    private void askAbove(IssuerConfig config, ClaimStore store) {
        IssuerConfig.Above above = config.authority();
        if (above != null) {
            RemoteAuthority authority = opened(new RemoteAuthority(RpcConnection.to(above.url(), above.credentials())));
            opened(new Claims(store, authority)).every(config.tick());
        }
    }

    private static RegistrySeal sealed(KeyVault vault, Clock clock, SecureRandom random) {
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

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    /** Names this process among those that share the database. */
    private static String processName(SecureRandom random) {
        byte[] name = new byte[6];
        random.nextBytes(name);
        return "issuer-" + HexFormat.of().formatHex(name);
    }

    /** A first run without certificates makes its own authority in {@code tls} of its data directory. */
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

    /** Browsers come in by certificate; in a first run by one-time links too. */
    private static StaffLogin staffLogin(
            CertificateAuthenticator certified, AuditLog audit, boolean dev, Clock clock, SecureRandom random) {
        Consumer<LoginEvent> record = event -> audit.append(
                new AuditEntry(event.account(), "console", event.action(), event.object(), event.result()));
        return dev
                ? StaffLogin.firstRun("issuer", "制卡中心", certified, FIRST_RUN, record, clock, random)
                : StaffLogin.configured("issuer", "制卡中心", certified, record, clock, random);
    }

    private static ServiceServer serve(
            ServerConfig config,
            CertificateAuthenticator certified,
            RefusedCalls refusals,
            boolean dev,
            Database database,
            StaffLogin staff,
            BureauPages pages,
            CustodyPages custodyPages,
            BureauRpc bureau,
            LifeCycleRpc lifeCycle,
            RegistryRpc registry,
            AuthorityRpc authority,
            StockRpc stock,
            BlacklistRpc blacklist,
            StationRpc stations,
            KeyRpc keys,
            FeedRpc feed,
            CustodyRpc custody) {
        ServiceServer.Builder builder = ServiceServer.builder(config)
                .certificates(certified)
                .refusals(refusals)
                .grpc(bureau, lifeCycle, registry, authority, stock, blacklist, stations, keys, feed, custody)
                .roles(IssuerRoles.table())
                .health("database", database::healthy)
                .login(staff)
                .pages()
                .configure(pages::register);
        if (dev) {
            builder.dev(Role.OPERATOR, Role.COUNTER);
        }
        return custodyPages.on(builder).start();
    }

    @Override
    public URI url() {
        ServiceServer running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running.url();
    }

    /** The same address over plain http, for callers on this machine in a first run. */
    public URI httpUrl() {
        ServiceServer running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running.httpUrl();
    }

    /** Fresh ones at every call. */
    @Override
    public List<LoginLink> loginLinks() {
        StaffLogin staff = login;
        return staff == null ? List.of() : staff.links(httpUrl());
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable resource = open.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn("closing {} failed", resource.getClass().getSimpleName(), e);
            }
        }
    }
}
