package org.sscard.issuer;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.audit.AuditEntry;
import org.sscard.issuer.rpc.IssuerRoles;
import org.sscard.issuer.rpc.RefusalRecord;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.backup.ServiceData;
import org.sscard.servicekit.database.Schema;
import org.sscard.servicekit.login.FirstRunStaff;
import org.sscard.servicekit.login.LoginEvent;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.login.StaffLogin;
import org.sscard.servicekit.security.CertificateAuthenticator;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.Running;
import org.sscard.servicekit.server.ServiceServer;

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
                    Role.ADMINISTRATOR,
                    Role.PROVINCE,
                    Role.MINISTRY),
            Set.of(Role.CUSTODIAN, Role.OPERATOR));
    private static final Logger LOG = LoggerFactory.getLogger(IssuerService.class);

    private final Opened opened = new Opened();
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
            service.open(Premises.open(config, dev, clock, random, service.opened));
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    /** Here a room is added: below the rooms that it stands on, and in the list of those that serve. */
    private void open(Premises premises) {
        KeyRoom keys = new KeyRoom(premises);
        WorkflowRoom workflow = new WorkflowRoom(premises);
        RegistryRoom registry = new RegistryRoom(premises, workflow);
        FaceRoom face = new FaceRoom(premises, registry);
        StockRoom stock = new StockRoom(premises, registry);
        ProductionRoom production = new ProductionRoom(premises, keys, workflow, registry);
        CustodyRoom custody = new CustodyRoom(premises, keys, workflow, registry, production);
        IntakeRoom intake = new IntakeRoom(premises, registry, custody);
        ConsoleRoom console = new ConsoleRoom(premises, keys, workflow, registry, face, stock, production, custody);
        List<Room> rooms = List.of(workflow, registry, face, stock, production, custody, intake, console);

        CertificateAuthenticator certified = premises.listen().certificates().telling(custody.staff::seen);
        StaffLogin staff = staffLogin(premises, certified);
        ServiceServer.Builder builder = ServiceServer.builder(premises.listen())
                .certificates(certified)
                .refusals(new RefusalRecord(premises.audit(), premises.clock()))
                .roles(IssuerRoles.table())
                .health("database", premises.database()::healthy)
                .login(staff)
                .pages();
        if (premises.dev()) {
            builder.dev(Role.OPERATOR, Role.COUNTER);
        }
        rooms.forEach(room -> room.on(builder));
        server = opened.add(builder.start());
        login = staff;
        rooms.forEach(Room::start);
        LOG.info(
                "issuing for {} with {}",
                premises.regions(),
                premises.database().description());
    }

    /** Browsers come in by certificate; in a first run by one-time links too. */
    private static StaffLogin staffLogin(Premises premises, CertificateAuthenticator certified) {
        Consumer<LoginEvent> record = event -> premises.audit()
                .append(new AuditEntry(event.account(), "console", event.action(), event.object(), event.result()));
        return premises.dev()
                ? StaffLogin.firstRun(
                        "issuer", "制卡中心", certified, FIRST_RUN, record, premises.clock(), premises.random())
                : StaffLogin.configured("issuer", "制卡中心", certified, record, premises.clock(), premises.random());
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
        opened.close();
    }
}
