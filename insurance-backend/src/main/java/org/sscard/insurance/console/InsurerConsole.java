package org.sscard.insurance.console;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.clearing.Clearing;
import org.sscard.insurance.clearing.FundStatements;
import org.sscard.insurance.enrolment.contribution.Contributing;
import org.sscard.insurance.enrolment.contribution.Membership;
import org.sscard.insurance.enrolment.review.Applications;
import org.sscard.insurance.reimbursement.Reimbursements;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.settlement.CardPresentations;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;

/** Which page stands where, and who may see it. */
public final class InsurerConsole {

    private static final Role[] FUND = {Role.OPERATOR, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR};
    private static final Role[] STAFF = {Role.OPERATOR, Role.REVIEWER, Role.AUDITOR};
    private static final Role[] RECORDS = {Role.OPERATOR, Role.REVIEWER, Role.COUNTER, Role.AUDITOR};

    private final Desk desk;

    /** What the pages let people do. */
    public record Work(
            Applications applications,
            Contributing contributions,
            Membership members,
            Catalogue catalogue,
            Reimbursements reimbursements,
            Quoting quoting,
            CardPresentations presentations,
            Clearing clearing,
            FundStatements statements) {}

    private final Work work;

    /** @param demonstration shows the banner 演示 */
    public InsurerConsole(
            DatabaseSessions sessions,
            AuditTrail audit,
            Work work,
            Clock clock,
            SecureRandom random,
            boolean demonstration) {
        this.desk = new Desk(sessions, audit, clock, random, demonstration);
        this.work = work;
    }

    public ServiceServer.Builder on(ServiceServer.Builder server) {
        return money(catalogue(enrolment(records(server))));
    }

    private ServiceServer.Builder records(ServiceServer.Builder server) {
        FundPages fund = new FundPages(desk);
        PersonPages persons = new PersonPages(desk);
        SettlementPages settlements = new SettlementPages(desk);
        DayPages days = new DayPages(desk);
        return server.page("/fund", fund::overview, FUND)
                .page("/persons", persons::list, RECORDS)
                .page("/persons/{number}", persons::person, RECORDS)
                .action("/persons/{number}/reveal", persons::reveal, RECORDS)
                .page("/settlements", settlements::list, RECORDS)
                .page("/settlements/{id}", settlements::settlement, RECORDS)
                .page("/settlements/{id}/sheet", settlements::sheet, RECORDS)
                .page("/settlements/{id}/sheet.pdf", settlements::sheetPdf, RECORDS)
                .page("/days", days::list, FUND)
                .page("/days/{institution}/{day}", days::day, FUND)
                .action("/days/{institution}/{day}/resolve", days::resolve, Role.OPERATOR)
                .action("/days/{institution}/{day}/seal", days::seal, Role.OPERATOR);
    }

    private ServiceServer.Builder enrolment(ServiceServer.Builder server) {
        EnrolmentPages queues = new EnrolmentPages(desk, work.applications());
        ApplicationPages applications = new ApplicationPages(desk, work.applications());
        ApplicationImportPages imports = new ApplicationImportPages(desk, work.applications());
        ContributionPages notices = new ContributionPages(desk, work.contributions());
        SubsidyPages subsidies = new SubsidyPages(desk, work.contributions());
        MembershipPages members = new MembershipPages(desk, work.members());
        return server.page("/enrolment", queues::queue, STAFF)
                .page("/enrolment/apply", queues::form, Role.OPERATOR)
                .action("/enrolment/apply", queues::apply, Role.OPERATOR)
                .page("/enrolment/import", imports::form, Role.OPERATOR)
                .action("/enrolment/import", imports::run, Role.OPERATOR)
                .page("/enrolment/import/template.xlsx", imports::template, Role.OPERATOR)
                .page("/enrolment/import/{id}/faulty.xlsx", imports::faulty, Role.OPERATOR)
                .page("/enrolment/{id}", applications::application, STAFF)
                .action("/enrolment/{id}/reveal", applications::reveal, STAFF)
                // the flow says which of the two may do which step
                .action("/enrolment/{id}/move", applications::move, Role.OPERATOR, Role.REVIEWER)
                .page("/contributions", notices::list, STAFF)
                .action("/contributions/renewals", notices::renew, Role.OPERATOR)
                .page("/contributions/{id}", notices::notice, STAFF)
                .action("/contributions/{id}/pay", notices::pay, Role.OPERATOR)
                .page("/subsidies", subsidies::accounts, STAFF)
                .action("/subsidies/pay", subsidies::pay, Role.OPERATOR)
                .page("/persons/{number}/membership", members::membership, STAFF)
                .action("/persons/{number}/leave", members::leave, Role.OPERATOR)
                .action("/persons/{number}/ban", members::ban, Role.REVIEWER);
    }

    private ServiceServer.Builder catalogue(ServiceServer.Builder server) {
        CataloguePages items = new CataloguePages(desk, work.catalogue());
        CatalogueImportPages imports = new CatalogueImportPages(desk, work.catalogue());
        return server.page("/catalogue", items::list, RECORDS)
                .page("/catalogue/mappings", items::mappings, RECORDS)
                .action("/catalogue/mappings", items::map, Role.OPERATOR)
                .page("/catalogue/import", imports::form, Role.OPERATOR)
                .action("/catalogue/import", imports::preview, Role.OPERATOR)
                .page("/catalogue/import/template.xlsx", imports::template, Role.OPERATOR)
                .action("/catalogue/import/{id}", imports::confirm, Role.OPERATOR)
                .page("/catalogue/import/{id}/faulty.xlsx", imports::faulty, Role.OPERATOR)
                .page("/catalogue/{code}", items::item, RECORDS);
    }

    private ServiceServer.Builder money(ServiceServer.Builder server) {
        ReimbursementPages reimbursements = new ReimbursementPages(
                desk,
                work.reimbursements(),
                work.quoting(),
                bill -> work.catalogue().resolve(work.presentations().complete(bill)));
        ClearingPages clearing = new ClearingPages(desk, work.clearing());
        StatementPages statements = new StatementPages(desk, work.statements());
        return server.page("/reimbursements", reimbursements::list, STAFF)
                .page("/reimbursements/new", reimbursements::form, Role.OPERATOR)
                .action("/reimbursements/new", reimbursements::enter, Role.OPERATOR)
                .page("/reimbursements/{id}", reimbursements::one, STAFF)
                .action("/reimbursements/{id}/decide", reimbursements::decide, Role.REVIEWER)
                .page("/clearing", clearing::list, STAFF)
                .action("/clearing", clearing::prepare, Role.OPERATOR)
                .page("/clearing/{month}", clearing::month, STAFF)
                .action("/clearing/{month}/pay", clearing::pay, Role.OPERATOR, Role.REVIEWER)
                .page("/fund/statement", statements::page, STAFF)
                .page("/fund/statement.xlsx", statements::xlsx, STAFF)
                .page("/fund/statement.pdf", statements::pdf, STAFF);
    }

    /** The frame of the page that shows what runs; it names no person and needs no login. */
    public static Frame statusFrame(boolean demonstration) {
        return new Frame(
                Label.of("运行状态", "Status"),
                Desk.SERVICE,
                demonstration,
                List.copyOf(Desk.LINKS),
                "/",
                new Frame.Reader("", false, ""));
    }
}
