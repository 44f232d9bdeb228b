package org.sscard.insurance.compat;

import com.linecorp.armeria.server.ServerBuilder;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sscard.insurance.encounter.FeeLines;
import org.sscard.insurance.encounter.Visit;
import org.sscard.insurance.rpc.AuditTrail;
import org.sscard.insurance.rpc.FaultDrill;
import org.sscard.insurance.settlement.Quoting;
import org.sscard.insurance.settlement.Settling;
import org.sscard.insurance.settlement.TakingBack;
import org.sscard.insurance.store.DatabaseSessions;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.LoopbackAuthenticator;
import org.sscard.servicekit.security.Role;

/** Puts the national interface together over the insurer's use cases. */
public final class Gateway {

    private static final long SEQUENCES = 10_000_000_000L;

    private Gateway() {}

    /**
     * The use cases and settings that the interface stands on.
     *
     * @param pool region code of the pool, the only place of care
     * @param certificates who comes with a client certificate
     * @param institutionsWithoutCard institutions that may settle without a card's proof; in a first run all may
     * @param messages keys of the institutions that sign; null: nobody does
     */
    public record Parts(
            DatabaseSessions sessions,
            Quoting quoting,
            Settling settling,
            TakingBack takingBack,
            FaultDrill drill,
            AuditTrail audit,
            String pool,
            Set<String> institutionsWithoutCard,
            Authenticator certificates,
            MessageKeys.@Nullable Settings messages,
            boolean dev,
            Clock clock,
            SecureRandom random) {}

    /** What the server offers of it: {@code POST /mbs/fmi/fsi/api/callFsiService/callService}. */
    public static Consumer<ServerBuilder> routes(Parts parts) {
        TransactionTable table = TransactionTable.load();
        ReplyWriter replies =
                new ReplyWriter(parts.pool(), parts.clock(), parts.random().nextLong(SEQUENCES));
        Dispatcher dispatcher =
                new Dispatcher(parts.sessions(), table, handlers(parts, table), replies, parts.pool(), parts.clock());
        Authenticator callers = parts.dev()
                ? Authenticator.firstOf(
                        List.of(parts.certificates(), new LoopbackAuthenticator(Set.of(Role.INSTITUTION))))
                : parts.certificates();
        Admission admission = new Admission(callers, parts.institutionsWithoutCard(), parts.dev());
        NationalInterface service = new NationalInterface(
                dispatcher,
                new MessageProtection(MessageKeys.of(parts.messages())),
                replies,
                admission,
                parts.drill(),
                parts.audit(),
                parts.clock());
        return service::route;
    }

    private static Map<String, Handler> handlers(Parts parts, TransactionTable table) {
        CallerPerson persons = new CallerPerson();
        FeeLines feeLines = new FeeLines();
        SignTransactions signs = new SignTransactions(parts.random(), parts.pool());
        PersonTransactions personData = new PersonTransactions(persons, parts.pool());
        VisitTransactions visits = new VisitTransactions(persons);
        LineTransactions lines = new LineTransactions(visits, feeLines);
        BillTransactions bills = new BillTransactions(persons, visits, feeLines, parts.quoting(), parts.settling());
        TakeBackTransactions back = new TakeBackTransactions(table, persons, visits, feeLines, parts.takingBack());
        StatementTransactions statements = new StatementTransactions();
        Map<String, Handler> handlers = new HashMap<>();
        handlers.put("9001", signs::signIn);
        handlers.put("9002", signs::signOut);
        handlers.put("9101", statements::upload);
        handlers.put("9102", statements::download);
        handlers.put("1101", personData::person);
        handlers.put("2101", bills::preSell);
        handlers.put("2102", bills::sell);
        handlers.put("2103", call -> back.cancel(call, Visit.Type.SALE));
        handlers.put("2201", visits::register);
        handlers.put("2202", call -> visits.withdraw(call, Visit.Type.OUTPATIENT));
        handlers.put("2203", visits::describe);
        handlers.put("2204", call -> lines.upload(call, Visit.Type.OUTPATIENT));
        handlers.put("2205", call -> lines.voidLines(call, Visit.Type.OUTPATIENT));
        handlers.put("2206", call -> bills.preSettle(call, Visit.Type.OUTPATIENT));
        handlers.put("2207", call -> bills.settle(call, Visit.Type.OUTPATIENT));
        handlers.put("2208", call -> back.cancel(call, Visit.Type.OUTPATIENT));
        handlers.put("2301", call -> lines.upload(call, Visit.Type.STAY));
        handlers.put("2302", call -> lines.voidLines(call, Visit.Type.STAY));
        handlers.put("2303", call -> bills.preSettle(call, Visit.Type.STAY));
        handlers.put("2304", call -> bills.settle(call, Visit.Type.STAY));
        handlers.put("2305", call -> back.cancel(call, Visit.Type.STAY));
        handlers.put("2401", visits::admit);
        handlers.put("2402", visits::discharge);
        handlers.put("2404", call -> visits.withdraw(call, Visit.Type.STAY));
        handlers.put("2405", visits::undoDischarge);
        handlers.put("2601", back::reverse);
        handlers.put("3201", statements::totals);
        handlers.put("3202", statements::rows);
        return handlers;
    }
}
