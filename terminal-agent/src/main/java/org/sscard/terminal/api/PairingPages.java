package org.sscard.terminal.api;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.server.Problem;
import org.sscard.terminal.access.AllowedOrigin;
import org.sscard.terminal.access.Caller;
import org.sscard.terminal.access.Pairings;
import org.sscard.terminal.access.Scope;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Consent, on the agent's own pages. A web page that wants in opens {@code /pair?origin=…&scopes=…} as a window; the person
 * at this machine sees who asks for what and decides; the token goes to that window's opener, and only if it is of that very
 * origin. {@code /pairings} lists and revokes. No other page can press these buttons: a form must come from the agent's own
 * page and carry the ticket that stood in it.
 */
public final class PairingPages {

    private static final Duration TICKET_VALID = Duration.ofMinutes(2);
    private static final int MOST_TICKETS = 32;
    private static final int TICKET_LENGTH = 16;
    private static final String ASK = Resources.text("pair.html");
    private static final String DONE = Resources.text("paired.html");
    private static final String LIST = Resources.text("pairings.html");
    private static final String SCRIPT = Resources.text("paired.js");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    private final Pairings pairings;
    private final OperationLog log;
    private final Clock clock;
    private final SecureRandom random;
    private final Map<String, Ticket> tickets = new LinkedHashMap<>();

    /** @param asked empty: the ticket of a list, which grants nothing */
    private record Ticket(@Nullable AllowedOrigin asked, Instant until) {}

    /** @param clock in the zone in which dates are shown */
    public PairingPages(Pairings pairings, OperationLog log, Clock clock, SecureRandom random) {
        this.pairings = pairings;
        this.log = log;
        this.clock = clock;
        this.random = random;
    }

    public void register(ServerBuilder server) {
        server.route().get("/pair").build((request, http) -> answered(() -> ask(request)));
        server.route().get("/pair/paired.js").build(Resources.serving(MediaType.JAVASCRIPT_UTF_8, SCRIPT));
        server.route().get("/pairings").build((request, http) -> list());
        server.route().post("/pair").build(form(this::decide));
        server.route().post("/pairings/revoke").build(form(this::revoke));
    }

    private HttpResponse ask(ServiceRequestContext request) {
        QueryParams query = QueryParams.fromQueryString(String.valueOf(request.query()));
        AllowedOrigin asked = asked(query.get("origin", ""), query.get("scopes", Scope.BASIC_READ.title()));
        String scopes = asked.scopes().stream()
                .sorted()
                .map(scope -> "<li><label><input type=\"checkbox\" name=\"scope\" value=\"" + scope.title()
                        + "\" checked> " + scope.zh() + " <span class=\"en\" lang=\"en\">" + scope.en()
                        + "</span></label></li>")
                .collect(Collectors.joining("\n"));
        return page(ASK, Map.of("origin", asked.origin(), "scopes", scopes, "ticket", ticket(asked)));
    }

    private static AllowedOrigin asked(String origin, String scopes) {
        AllowedOrigin asked;
        try {
            asked = new AllowedOrigin(origin, AllowedOrigin.scopes(scopes));
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "origin, scopes", String.valueOf(e.getMessage()));
        }
        if (!asked.isSecure()) {
            throw new CodedException(ErrorCode.ORIGIN_INSECURE);
        }
        return asked;
    }

    private HttpResponse decide(QueryParams form) {
        AllowedOrigin asked = redeemed(form).asked();
        if (asked == null) {
            throw new CodedException(ErrorCode.FORM_TOKEN_WRONG);
        }
        Set<Scope> ticked = form.getAll("scope").stream()
                .map(Scope::of)
                .filter(asked.scopes()::contains)
                .collect(Collectors.toSet());
        boolean consents = form.get("decision", "").equals("allow") && !ticked.isEmpty();
        Map<String, String> values = new HashMap<>(Map.of("origin", asked.origin(), "token", "", "scopes", ""));
        values.put("says", consents ? "已允许 Allowed" : "已拒绝，没有授予任何权限 Refused, nothing was granted");
        if (consents) {
            AllowedOrigin granted = new AllowedOrigin(asked.origin(), ticked);
            values.put("token", pairings.grant(granted));
            values.put("scopes", granted.scopeTitles());
            logged("pair", asked.origin());
        }
        return page(DONE, values);
    }

    private HttpResponse list() {
        String rows = pairings.all().stream()
                .map(entry -> "<tr><th scope=\"row\">" + entry.page().origin() + "</th><td>"
                        + entry.page().scopes().stream().sorted().map(Scope::zh).collect(Collectors.joining("；"))
                        + "</td><td>" + day(entry.since())
                        + "</td><td><form method=\"post\" action=\"/pairings/revoke\">"
                        + "<input type=\"hidden\" name=\"ticket\" value=\"" + ticket(null) + "\">"
                        + "<input type=\"hidden\" name=\"id\" value=\"" + entry.id() + "\">"
                        + "<button>撤销 <span class=\"en\" lang=\"en\">revoke</span></button></form></td></tr>")
                .collect(Collectors.joining("\n"));
        return page(LIST, Map.of("rows", rows.isEmpty() ? "<tr><td colspan=\"4\">没有配对的网页</td></tr>" : rows));
    }

    private String day(Instant since) {
        ZoneId zone = clock.getZone();
        return DAY.format(since.atZone(zone));
    }

    private HttpResponse revoke(QueryParams form) {
        redeemed(form);
        pairings.revoke(form.get("id", ""));
        logged("unpair", "");
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.SEE_OTHER)
                .set("location", "/pairings")
                .build());
    }

    private void logged(String operation, String origin) {
        new Principal("local", "local", Set.of(), false).calling(() -> {
            log.done(operation, origin);
            return true;
        });
    }

    private synchronized String ticket(@Nullable AllowedOrigin asked) {
        byte[] bytes = new byte[TICKET_LENGTH];
        random.nextBytes(bytes);
        String name = HexFormat.of().formatHex(bytes);
        tickets.put(name, new Ticket(asked, clock.instant().plus(TICKET_VALID)));
        Iterator<String> oldest = tickets.keySet().iterator();
        while (tickets.size() > MOST_TICKETS + pairings.all().size()) {
            oldest.next();
            oldest.remove();
        }
        return name;
    }

    private synchronized Ticket redeemed(QueryParams form) {
        Ticket ticket = tickets.remove(form.get("ticket", ""));
        if (ticket == null || clock.instant().isAfter(ticket.until())) {
            throw new CodedException(ErrorCode.FORM_TOKEN_WRONG);
        }
        return ticket;
    }

    private interface Form {
        HttpResponse submitted(QueryParams form);
    }

    private interface Page {
        HttpResponse shown();
    }

    private static HttpService form(Form form) {
        return (request, http) -> {
            if (Caller.of(http.headers()) != Caller.OWN_PAGE) {
                return Problem.of(new CodedException(ErrorCode.ORIGIN_NOT_ALLOWED))
                        .response();
            }
            return HttpResponse.of(http.aggregate()
                    .thenApplyAsync(
                            body -> answered(() -> form.submitted(fields(body))), request.blockingTaskExecutor()));
        };
    }

    private static QueryParams fields(AggregatedHttpRequest body) {
        return QueryParams.fromQueryString(body.contentUtf8());
    }

    private static HttpResponse answered(Page page) {
        try {
            return page.shown();
        } catch (CodedException e) {
            return Problem.of(e).response();
        }
    }

    /** Every value is an origin, a scope, a date or hex and base64 of ours: none can carry markup. */
    private static HttpResponse page(String template, Map<String, String> values) {
        String html = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            html = html.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return Resources.html(html);
    }
}
