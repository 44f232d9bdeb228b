package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.CertificateAuthenticator;
import org.sscard.servicekit.server.Problem;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Stands before everything that the agent serves. Over http and https alike the Host is a literal loopback name, so that a
 * name rebound to this machine gets nothing; the connection belongs to a user whom the agent serves; and of a foreign web
 * page only a known origin gets further, with the answers that its browser asks for (CORS).
 */
public final class CallerGuard extends SimpleDecoratingHttpService {

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Calls, in every form. The pad, the kiosk and the consent are the agent's own pages' alone. */
    private static final Pattern FOR_PAGES = Pattern.compile("/|/version|/(v1|classic|nhsa)/.+|/sscard[.].+");

    /** What any user of the machine may see: it names neither card nor person. */
    private static final Set<String> FOR_EVERY_USER = Set.of("/healthz", "/metrics", "/status", "/version");

    /** A link may lead to a page of the agent, never to a call. */
    private static final String CALLS = "/v1/";

    private static final String METHODS = "GET, POST, DELETE";
    private static final String HEADERS =
            "authorization, content-type, grpc-timeout, sscard-version, x-grpc-web, x-user-agent";
    private static final String EXPOSED = "grpc-status, grpc-message, grpc-status-details-bin";

    private final KnownPages pages;
    private final PeerUser users;

    public CallerGuard(HttpService delegate, KnownPages pages, PeerUser users) {
        super(delegate);
        this.pages = pages;
        this.users = users;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext request, HttpRequest http) throws Exception {
        RequestHeaders headers = http.headers();
        ErrorCode refusal = refusal(request, headers);
        if (refusal != null) {
            return Problem.of(new CodedException(refusal)).response();
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null || Caller.of(headers) != Caller.FOREIGN_PAGE) {
            return unwrap().serve(request, http);
        }
        request.mutateAdditionalResponseHeaders(answer -> open(answer, origin));
        boolean preflight =
                http.method() == HttpMethod.OPTIONS && headers.contains(HttpHeaderNames.ACCESS_CONTROL_REQUEST_METHOD);
        return preflight ? HttpResponse.of(HttpStatus.NO_CONTENT) : unwrap().serve(request, http);
    }

    private @Nullable ErrorCode refusal(ServiceRequestContext request, RequestHeaders headers) {
        if (!isLoopback(headers.authority())) {
            return ErrorCode.HOST_NOT_ALLOWED;
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        ErrorCode refusal = switch (Caller.of(headers)) {
            case FOREIGN_EMBEDDING -> ErrorCode.ORIGIN_NOT_ALLOWED;
            case FOREIGN_PAGE ->
                origin != null
                                && pages.knows(origin)
                                && FOR_PAGES.matcher(request.path()).matches()
                        ? null
                        : ErrorCode.ORIGIN_NOT_ALLOWED;
            case FOREIGN_NAVIGATION -> request.path().startsWith(CALLS) ? ErrorCode.ORIGIN_NOT_ALLOWED : null;
            case PROGRAM, OWN_PAGE -> null;
        };
        if (refusal == null
                && !FOR_EVERY_USER.contains(request.path())
                && users.of(request) == PeerUser.Standing.STRANGER
                && CertificateAuthenticator.shown(request) == null) {
            return ErrorCode.USER_NOT_ALLOWED;
        }
        return refusal;
    }

    private static boolean isLoopback(@Nullable String authority) {
        try {
            String host =
                    authority == null ? null : URI.create("http://" + authority).getHost();
            return host != null && LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void open(HttpHeadersBuilder answer, String origin) {
        answer.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, HEADERS)
                .set(HttpHeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
                .set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "600")
                .set("access-control-allow-private-network", "true")
                .add(HttpHeaderNames.VARY, "Origin");
    }
}
