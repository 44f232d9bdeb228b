package org.sscard.terminal;

import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.ServerBuilder;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditException;
import org.sscard.audit.AuditLog;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.Running;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.terminal.access.CallerConnection;
import org.sscard.terminal.api.AgentChecks;
import org.sscard.terminal.api.EventChannel;
import org.sscard.terminal.api.LastFailure;
import org.sscard.terminal.api.OperationLog;
import org.sscard.terminal.api.PadPages;
import org.sscard.terminal.api.PairingPages;
import org.sscard.terminal.api.StatusPage;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.api.rpc.ApiVersionCheck;
import org.sscard.terminal.api.rpc.SandboxRpc;
import org.sscard.terminal.api.rpc.TerminalRpc;
import org.sscard.terminal.authority.PurchaseAuthority;
import org.sscard.terminal.authority.rpc.KeyServiceAuthority;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.terminal.card.CardDesk;
import org.sscard.terminal.card.DebitJournal;
import org.sscard.terminal.classic.ClassicCalls;
import org.sscard.terminal.classic.ClassicChannels;
import org.sscard.terminal.feed.rpc.BlacklistFeed;
import org.sscard.terminal.kiosk.Kiosk;
import org.sscard.terminal.kiosk.KioskPages;
import org.sscard.terminal.kiosk.SandboxHand;
import org.sscard.terminal.pcsc.PcscReaders;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.pin.PinPad;
import org.sscard.terminal.pin.PinPadDevice;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderSource;
import org.sscard.terminal.reader.RoleMap;
import org.sscard.terminal.reader.VirtualReaders;
import org.sscard.terminal.station.rpc.PersonalisationStation;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.terminal.v1.SandboxServiceGrpc;
import org.sscard.wire.terminal.v1.TerminalServiceGrpc;

/** The terminal agent: puts its rooms together, opens them in order and closes them in the opposite one. */
public final class TerminalAgent implements Running {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalAgent.class);
    /** Further ones are closed at once, so that a flood leaves file handles for card, log and service. */
    private static final int MOST_CONNECTIONS = 2_000;

    private static final Duration SLACK = Duration.ofSeconds(30);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable ServiceServer server;

    private TerminalAgent() {}

    /**
     * @param dev a first run: programs of this machine may use the window's calls without a certificate, and readers without
     *     a rule get the roles that a first run needs
     * @param clock in the zone of the terminal
     */
    public static TerminalAgent start(AgentConfig config, boolean dev, Clock clock, SecureRandom random) {
        TerminalAgent agent = new TerminalAgent();
        try {
            agent.open(config, dev, clock, random);
            return agent;
        } catch (RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private void open(AgentConfig config, boolean dev, Clock clock, SecureRandom random) {
        DataDirectory data = opened(DataDirectory.open(config.data(), "agent"));
        AuditLog auditLog = opened(auditLog(data.path().resolve("audit.log"), clock));
        BlacklistReplica blacklist = BlacklistReplica.open(data.path().resolve("blacklist"));
        Optional<VirtualReaders> sandbox = sandbox(config);
        ReaderDesk readers =
                opened(new ReaderDesk(sources(config, sandbox), roles(config, dev), config.commandLimit()));
        OnScreenPad pad = new OnScreenPad(config.pinLimit(), CallerConnection::ofThisRequest);
        DebitJournal debits = new DebitJournal(data.directory("debits"));
        CardDesk cards = new CardDesk(
                readers,
                holdersPad(config, pad),
                blacklist,
                debits,
                config.device(),
                config.recoveryWindow(),
                keyService(config),
                clock,
                random);
        LastFailure lastFailure = new LastFailure(clock);
        CompositeMeterRegistry meters = new CompositeMeterRegistry();
        AgentMeters log = new AgentMeters(new AuditedOperations(auditLog), meters);
        WindowOperations window = new WindowOperations(readers, cards, log, lastFailure);
        List<StatusPage.Line> lines = issuerLines(config, blacklist, readers, clock);
        Duration holderLimit = config.pinLimit().plus(config.recoveryWindow()).plus(SLACK);
        Doors doors = Doors.of(config, dev, data.path(), clock, random);
        AgentChecks checks = new AgentChecks(
                new AgentChecks.Setting(
                        config.pcsc(), config.issuer() != null, config.blacklistAge(), certificates(config, doors)),
                readers,
                blacklist,
                lines,
                lastFailure::get,
                clock);
        StatusPage status = new StatusPage(readers, blacklist, lines, lastFailure, checks, dev);
        EventChannel events = opened(new EventChannel(readers, pad::state, doors.callers()));
        Optional<KioskPages> kiosk = kiosk(config, data, dev, readers, window, pad, blacklist, log, clock, random);
        server = opened(serve(
                config, dev, doors, new TerminalRpc(window, holderLimit), sandbox.map(SandboxRpc::new), routes -> {
                    routes.maxNumConnections(MOST_CONNECTIONS);
                    doors.guard(routes);
                    new PadPages(pad).register(routes);
                    new PairingPages(doors.pairings(), log, clock, random).register(routes);
                    status.register(routes);
                    events.register(routes);
                    kiosk.ifPresent(pages -> {
                        pages.register(routes);
                        sandbox.ifPresent(virtual -> new SandboxHand(virtual, readers).register(routes));
                    });
                    AgentConfig.Classic classic = config.classic();
                    if (classic == null) {
                        routes.route().get("/").build(StatusPage.home());
                    } else {
                        ClassicCalls calls = opened(new ClassicCalls(
                                window, classic.keyAddresses(), classic.stepLimit(), classic.pinReloadInClear()));
                        // A step waits on its connection.
                        routes.idleTimeout(classic.stepLimit().plus(SLACK));
                        routes.port(loopback(classic.port()), SessionProtocol.HTTP, SessionProtocol.HTTPS);
                        new ClassicChannels(calls, doors.callers(), holderLimit).register(routes, StatusPage.home());
                    }
                }));
        meters.add(server.meters());
        log.watch(readers, blacklist, lines, checks);
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.push(resource);
        return resource;
    }

    private Optional<KioskPages> kiosk(
            AgentConfig config,
            DataDirectory data,
            boolean dev,
            ReaderDesk readers,
            WindowOperations window,
            OnScreenPad pad,
            BlacklistReplica blacklist,
            OperationLog log,
            Clock clock,
            SecureRandom random) {
        KioskConfig own = config.kiosk();
        if (own == null && dev) {
            own = KioskConfig.firstRun();
        }
        if (own == null) {
            return Optional.empty();
        }
        Kiosk kiosk = opened(KioskOpening.open(
                config,
                own,
                data.directory("kiosk-reports"),
                dev,
                readers,
                window,
                pad,
                blacklist,
                log,
                clock,
                random,
                this::opened));
        kiosk.start();
        return Optional.of(new KioskPages(kiosk));
    }

    private static AuditLog auditLog(Path file, Clock clock) {
        try {
            return AuditLog.open(file, clock);
        } catch (AuditException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), file);
        }
    }

    private static Optional<VirtualReaders> sandbox(AgentConfig config) {
        if (config.virtual().isEmpty()) {
            return Optional.empty();
        }
        VirtualReaders readers = VirtualReaders.named(
                config.virtual().stream().map(AgentConfig.SandboxReader::name).toList());
        for (AgentConfig.SandboxReader reader : config.virtual()) {
            Path image = reader.image();
            if (image != null) {
                readers.find(reader.name()).orElseThrow().insert(text(image));
            }
        }
        return Optional.of(readers);
    }

    private static String text(Path image) {
        try {
            return Files.readString(image);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CONFIG_FILE_NOT_FOUND, image);
        }
    }

    private static List<ReaderSource> sources(AgentConfig config, Optional<VirtualReaders> sandbox) {
        List<ReaderSource> sources = new ArrayList<>();
        sandbox.ifPresent(sources::add);
        if (config.pcsc()) {
            sources.add(
                    config.readerPadDigits() == 0
                            ? new PcscReaders()
                            : new PcscReaders(config.readerPadDigits(), config.pinLimit()));
        }
        return sources;
    }

    private static RoleMap roles(AgentConfig config, boolean dev) {
        Stream<RoleMap.Rule> virtual = config.virtual().stream()
                .flatMap(reader -> reader.role() == null
                        ? Stream.empty()
                        : Stream.of(new RoleMap.Rule(
                                Pattern.compile("^" + Pattern.quote(reader.name()) + "$"), reader.role())));
        Stream<RoleMap.Rule> named = config.readers().stream().map(AgentConfig.ReaderRule::rule);
        return new RoleMap(Stream.concat(virtual, named).toList(), dev);
    }

    /** A device that is connected goes before the screen. */
    private static PinPad holdersPad(AgentConfig config, OnScreenPad screen) {
        return ServiceLoader.load(PinPadDevice.class).stream()
                .flatMap(device -> device.get().open(config.pinLimit()).stream())
                .findFirst()
                .orElse(screen);
    }

    private Optional<Supplier<PurchaseAuthority>> keyService(AgentConfig config) {
        AgentConfig.KeyService service = config.keyService();
        if (service == null) {
            return Optional.empty();
        }
        RpcConnection connection = opened(RpcConnection.forSecrets(service.url(), service.credentials()));
        return Optional.of(
                KeyServiceAuthority.at(connection, service.terminal(), service.purchaseKeyIndex(), service.limit()));
    }

    private List<StatusPage.Line> issuerLines(
            AgentConfig config, BlacklistReplica blacklist, ReaderDesk readers, Clock clock) {
        AgentConfig.Issuer issuer = config.issuer();
        if (issuer == null) {
            return List.of();
        }
        List<StatusPage.Line> lines = new ArrayList<>();
        RpcConnection feedConnection = opened(RpcConnection.to(issuer.url(), issuer.credentials()));
        Credentials own = issuer.credentials();
        BlacklistFeed feed =
                opened(new BlacklistFeed(feedConnection, blacklist, own == null ? null : own.authority(), clock));
        feed.start();
        lines.add(new StatusPage.Line("卡状态订阅 card status feed", feed::up));
        String name = config.station();
        if (name != null) {
            RpcConnection stationConnection = opened(RpcConnection.to(issuer.url(), issuer.credentials()));
            PersonalisationStation station = opened(new PersonalisationStation(name, stationConnection, readers));
            station.start();
            lines.add(new StatusPage.Line("制卡工位 station " + name, station::up));
        }
        return lines;
    }

    private static Map<String, Instant> certificates(AgentConfig config, Doors doors) {
        Map<String, Instant> expiries = new LinkedHashMap<>();
        expiries.put("https 127.0.0.1", doors.certificate().expires());
        AgentConfig.Issuer issuer = config.issuer();
        Credentials own = issuer == null ? null : issuer.credentials();
        if (own != null) {
            expiries.put(String.valueOf(own.certificate().getFileName()), own.expires());
        }
        return expiries;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static ServiceServer serve(
            AgentConfig config,
            boolean dev,
            Doors doors,
            TerminalRpc terminal,
            Optional<SandboxRpc> sandbox,
            java.util.function.Consumer<ServerBuilder> pages) {
        RoleTable.Builder roles = RoleTable.builder()
                .allow(TerminalServiceGrpc.getListReadersMethod(), Role.WINDOW, Role.PAGE)
                .allow(TerminalServiceGrpc.getReadBasicMethod(), Role.WINDOW, Role.PAGE)
                .allow(TerminalServiceGrpc.getVerifyPinMethod(), Role.WINDOW, Role.PAGE_PIN)
                .allow(TerminalServiceGrpc.getDebitMethod(), Role.WINDOW, Role.PAGE_DEBIT)
                .allow(TerminalServiceGrpc.getAuthenticateMethod(), Role.WINDOW)
                .allow(TerminalServiceGrpc.getReadFilesMethod(), Role.WINDOW, Role.PAGE_FILES)
                .allow(TerminalServiceGrpc.getWriteFilesMethod(), Role.WINDOW, Role.PAGE_WRITE)
                .allow(TerminalServiceGrpc.getListDebitRecordsMethod(), Role.WINDOW, Role.PAGE_FILES)
                .allow(TerminalServiceGrpc.getChangePinMethod(), Role.WINDOW, Role.PAGE_PIN)
                .allow(TerminalServiceGrpc.getReloadPinMethod(), Role.WINDOW, Role.PAGE_PIN)
                .allow(TerminalServiceGrpc.getUnblockPinMethod(), Role.WINDOW, Role.PAGE_PIN);
        ServiceServer.Builder builder = ServiceServer.builder(config.server())
                .grpc(terminal)
                .authenticator(doors.callers())
                .allowOrigins(doors.pages()::knows)
                .loopbackTls(doors.certificate())
                .interceptor(new ApiVersionCheck())
                .configure(pages);
        sandbox.ifPresent(service -> {
            roles.allow(SandboxServiceGrpc.getServiceDescriptor(), Role.WINDOW);
            builder.grpc(service);
        });
        builder.roles(roles.build());
        if (dev) {
            builder.dev();
        }
        return builder.pages().start();
    }

    @Override
    public URI url() {
        ServiceServer running = server;
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running.url();
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            AutoCloseable resource = open.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOG.warn("Closing {} failed", resource.getClass().getSimpleName(), e);
            }
        }
    }
}
