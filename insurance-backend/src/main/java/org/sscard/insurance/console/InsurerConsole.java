package org.sscard.insurance.console;

import java.time.Clock;
import java.util.List;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Label;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.ServiceServer;

/** Which page stands where, and who may see it. */
public final class InsurerConsole {

    private static final Role[] FUND = {Role.OPERATOR, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR};
    private static final Role[] RECORDS = {Role.OPERATOR, Role.REVIEWER, Role.COUNTER, Role.AUDITOR};

    private final Desk desk;

    /** @param demonstration shows the banner 演示 */
    public InsurerConsole(DatabaseSessions sessions, AuditTrail audit, Clock clock, boolean demonstration) {
        this.desk = new Desk(sessions, audit, clock, demonstration);
    }

    public ServiceServer.Builder on(ServiceServer.Builder server) {
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
