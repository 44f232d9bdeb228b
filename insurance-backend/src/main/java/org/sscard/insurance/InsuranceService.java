package org.sscard.insurance;

import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditException;
import org.sscard.audit.AuditLog;
import org.sscard.insurance.account.PersonalAccounts;
import org.sscard.insurance.cardstatus.CardStatusReplica;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.clearing.Clearing;
import org.sscard.insurance.clearing.Deposits;
import org.sscard.insurance.clearing.FundStatements;
import org.sscard.insurance.compat.Gateway;
import org.sscard.insurance.console.InsurerConsole;
import org.sscard.insurance.encounter.DailyLists;
import org.sscard.insurance.encounter.LineIntake;
import org.sscard.insurance.enrolment.Enrolment;
import org.sscard.insurance.enrolment.SandboxData;
import org.sscard.insurance.enrolment.SchemeBook;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.ledger.store.BookProbes;
import org.sscard.insurance.reconcile.DayClosing;
import org.sscard.insurance.reconcile.Reconciliation;
import org.sscard.insurance.reimbursement.Reimbursements;
import org.sscard.insurance.rpc.AccountRpc;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.rpc.CardStatusSubscription;
import org.sscard.insurance.rpc.CatalogueRpc;
import org.sscard.insurance.rpc.ClearingRpc;
import org.sscard.insurance.rpc.EncounterRpc;
import org.sscard.insurance.rpc.EnrolmentRpc;
import org.sscard.insurance.rpc.FaultDrill;
import org.sscard.insurance.rpc.InsuranceRoles;
import org.sscard.insurance.rpc.KeyServiceTacVerifier;
import org.sscard.insurance.rpc.ReconciliationRpc;
import org.sscard.insurance.rpc.ReimbursementRpc;
import org.sscard.insurance.rpc.SettlementRpc;
import org.sscard.insurance.settlement.CardPresentations;
import org.sscard.insurance.settlement.Challenges;
import org.sscard.insurance.settlement.GroupSettling;
import org.sscard.insurance.settlement.Inquiry;
import org.sscard.insurance.settlement.ProofCheck;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.settlement.RecentQuotes;
import org.sscard.insurance.settlement.Refunding;
import org.sscard.insurance.settlement.ReplyEncoder;
import org.sscard.insurance.settlement.Settling;
import org.sscard.insurance.settlement.TacVerifier;
import org.sscard.insurance.settlement.TakingBack;
import org.sscard.insurance.settlement.store.ReferenceChanges;
import org.sscard.insurance.settlement.store.SettlementNumbers;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.approval.Approvals;
import org.sscard.servicekit.approval.store.ApprovalTable;
import org.sscard.servicekit.backup.ServiceData;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.database.Database;
import org.sscard.servicekit.database.Schema;
import org.sscard.servicekit.login.FirstRunStaff;
import org.sscard.servicekit.login.LoginEvent;
import org.sscard.servicekit.login.LoginLink;
import org.sscard.servicekit.login.StaffLogin;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.Running;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The insurer as one process: database, books, gRPC and REST on one port. */
public final class InsuranceService implements Running {

    /** The insurer's tables. */
    public static final Schema SCHEMA = new Schema("insurance", "org/sscard/insurance/migrations");

    /** What a backup of the insurer holds, and what must be true of it. */
    public static final ServiceData DATA =
            new ServiceData("insurance", List.of(SCHEMA, ApprovalTable.SCHEMA), List.of("audit.log"), BookProbes.ALL);

    /** Its midnight ends an accounting day; China has one time. */
    private static final ZoneId ACCOUNTING_ZONE = ZoneId.of("Asia/Shanghai");

    private static final String FAULT_INSTITUTION = "FAULT";
    private static final String ZH = "医保结算服务";
    private static final FirstRunStaff FIRST_RUN = FirstRunStaff.of(
            List.of(Role.OPERATOR, Role.REVIEWER, Role.COUNTER, Role.AUDITOR, Role.ADMINISTRATOR),
            Set.of(Role.OPERATOR));

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private @Nullable ServiceServer server;
    private List<LoginLink> loginLinks = List.of();

    private InsuranceService() {}

    /**
     * Starts the insurer; closing it frees port, database and data directory.
     *
     * @param dev a first run: the sandbox is loaded, and callers on this machine need no certificate
     */
    public static InsuranceService start(InsuranceConfig config, boolean dev, Clock clock, SecureRandom random) {
        InsuranceService service = new InsuranceService();
        try {
            service.open(config, dev, clock.withZone(ACCOUNTING_ZONE), random);
            return service;
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
    }

    private void open(InsuranceConfig config, boolean dev, Clock clock, SecureRandom random) {
        DataDirectory directory = keep(DataDirectory.open(config.data(), "insurance"));
        AuditTrail audit = new AuditTrail(keep(auditLog(directory, clock)));
        Database database = keep(Database.open(config.database(), directory.path(), SCHEMA, ApprovalTable.SCHEMA));
        DatabaseSessions sessions = new DatabaseSessions(database);
        Enrolment enrolment = new Enrolment(sessions, clock);
        String faultInstitution = dev ? loadSandbox(enrolment) : null;
        CardStatusReplica replica = new CardStatusReplica(sessions);
        SchemeBook book = SchemeBook.of(config.pool(), config.policies()).withFaultInstitution(faultInstitution);
        ReplyEncoder replies = SettlementRpc.replies();
        ProofCheck proofs = new ProofCheck(
                sessions, issuer(config.issuer(), replica), Set.copyOf(config.institutionsWithoutCard()));
        sessions.useTransaction(new ReferenceChanges()::forgetOld);
        RecentQuotes recentQuotes = new RecentQuotes();
        SettlementNumbers numbers = new SettlementNumbers();
        Quoting quoting = new Quoting(sessions, book, recentQuotes, clock, random);
        Settling settling = new Settling(sessions, book, proofs, replies, config.pool(), recentQuotes, numbers, clock);
        TakingBack takingBack = new TakingBack(sessions, replies, config.pool(), numbers, clock);
        Contributing contributions = new Contributing(sessions, book, config.pool(), clock);
        PersonalAccounts accounts = new PersonalAccounts(sessions, book, config.pool(), clock);
        accounts.resume();
        CardPresentations presentations = new CardPresentations(sessions, book, clock);
        Approvals approvals = new Approvals(
                database.jdbi(),
                Reimbursements.RULES,
                clock,
                random,
                (handle, step) -> audit.record(
                        String.valueOf(step.deciderAccount() == null ? step.requesterAccount() : step.deciderAccount()),
                        "approval",
                        step.action() + "_" + step.state(),
                        step.id(),
                        "OK"));
        Reimbursements reimbursements =
                new Reimbursements(sessions, quoting, settling, approvals, config.pool(), clock);
        Catalogue catalogue = new Catalogue(sessions);
        FaultDrill drill = new FaultDrill(sessions, faultInstitution);
        SettlementRpc settlements = new SettlementRpc(
                quoting,
                keep(new GroupSettling(settling)),
                new Challenges(sessions, clock, random),
                presentations,
                new Refunding(sessions, settling, takingBack),
                new DailyLists(sessions),
                catalogue,
                takingBack,
                new Inquiry(sessions),
                new Reconciliation(sessions),
                drill,
                audit);
        Gateway.Parts gateway = new Gateway.Parts(
                sessions,
                quoting,
                settling,
                takingBack,
                drill,
                audit,
                config.pool(),
                Set.copyOf(config.institutionsWithoutCard()),
                config.server().certificates(),
                config.messages(),
                dev,
                clock,
                random);
        InsurerConsole.Work work = new InsurerConsole.Work(
                new Applications(sessions, book, contributions, clock),
                contributions,
                new Membership(sessions, book, config.pool(), clock),
                catalogue,
                reimbursements,
                quoting,
                presentations,
                new Clearing(sessions, config.pool(), config.depositBp(), clock),
                new FundStatements(sessions, config.pool()));
        StaffLogin staff = staffLogin(config, audit, dev, clock, random);
        ServiceServer.Builder builder = ServiceServer.builder(config.server())
                .grpc(
                        settlements,
                        new EnrolmentRpc(enrolment, work.applications(), contributions, work.members(), audit, clock),
                        new AccountRpc(accounts, audit),
                        new CatalogueRpc(catalogue, audit, clock),
                        new ReimbursementRpc(reimbursements, presentations, audit),
                        new EncounterRpc(new LineIntake(sessions), audit),
                        new ReconciliationRpc(new DayClosing(sessions, clock), audit),
                        new ClearingRpc(
                                work.clearing(),
                                new Deposits(sessions, config.pool(), clock),
                                work.statements(),
                                audit))
                .roles(InsuranceRoles.table())
                .configure(Gateway.routes(gateway))
                .health("database", database::healthy)
                .pages()
                .login(staff)
                .route("/", InsurerPage.of(database, replica, dev));
        new InsurerConsole(sessions, audit, work, clock, random, dev).on(builder);
        if (dev) {
            builder.dev(Role.INSTITUTION, Role.OPERATOR, Role.AUDITOR);
        }
        ServiceServer serving = keep(builder.start());
        server = serving;
        loginLinks = staff.links(serving.httpUrl());
    }

    /** Staff come in by certificate; in a first run by one-time links too. */
    private static StaffLogin staffLogin(
            InsuranceConfig config, AuditTrail audit, boolean dev, Clock clock, SecureRandom random) {
        Consumer<LoginEvent> record =
                event -> audit.record(event.account(), "console", event.action(), event.object(), event.result());
        return dev
                ? StaffLogin.firstRun("insurance", ZH, config.server().certificates(), FIRST_RUN, record, clock, random)
                : StaffLogin.configured("insurance", ZH, config.server().certificates(), record, clock, random);
    }

    private static AuditLog auditLog(DataDirectory directory, Clock clock) {
        try {
            return AuditLog.open(directory.path().resolve("audit.log"), clock);
        } catch (AuditException e) {
            throw new CodedException(e, ErrorCode.valueOf(e.code()), "audit.log");
        }
    }

    private static String loadSandbox(Enrolment enrolment) {
        SandboxData sandbox = SandboxData.load();
        enrolment.loadSandbox(sandbox);
        return sandbox.institutions().stream()
                .filter(institution -> institution.key().equals(FAULT_INSTITUTION))
                .map(SandboxData.SandboxInstitution::code)
                .findFirst()
                .orElseThrow();
    }

    /** The way to the bureau's service; without one no TAC can be checked, so none is accepted. */
    private TacVerifier issuer(InsuranceConfig.@Nullable Issuer issuer, CardStatusReplica replica) {
        if (issuer == null) {
            return proof -> {
                throw new CodedException(ErrorCode.KEY_SERVICE_UNAVAILABLE);
            };
        }
        RpcConnection connection = keep(RpcConnection.to(issuer.url(), issuer.credentials()));
        keep(CardStatusSubscription.start(connection, replica, issuer.feedPause()));
        return new KeyServiceTacVerifier(connection, issuer.tacTimeout());
    }

    private <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public URI url() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.url();
    }

    @Override
    public List<LoginLink> loginLinks() {
        return loginLinks;
    }

    /** Newest first, so that the server stops before what it needs. */
    @Override
    public void close() {
        RuntimeException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("not closed cleanly", e) : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
