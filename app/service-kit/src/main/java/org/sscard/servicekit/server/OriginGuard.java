package org.sscard.servicekit.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Keeps foreign web pages out of a service on the visitor's own machine: over http the Host must be one of ours (a rebound
 * name is not; over https the certificate sees to that), and an Origin, where a browser sends one, must be our own or
 * allowed. Programs send no Origin.
 */
final class OriginGuard extends SimpleDecoratingHttpService {

    private final Set<String> hosts;
    private final Predicate<String> allowedOrigins;

    OriginGuard(HttpService delegate, Set<String> hosts, Predicate<String> allowedOrigins) {
        super(delegate);
        this.hosts = hosts;
        this.allowedOrigins = allowedOrigins;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext request, HttpRequest http) throws Exception {
        String authority = http.authority();
        String origin = http.headers().get(HttpHeaderNames.ORIGIN);
        boolean known = request.sessionProtocol().isTls() || (authority != null && hosts.contains(hostOf(authority)));
        if (!known) {
            return Problem.of(new CodedException(ErrorCode.HOST_NOT_ALLOWED)).response();
        }
        if (origin != null && !allowedOrigins.test(origin) && !same(origin, authority)) {
            return Problem.of(new CodedException(ErrorCode.ORIGIN_NOT_ALLOWED)).response();
        }
        return unwrap().serve(request, http);
    }

    private static boolean same(String origin, @Nullable String authority) {
        return origin.equalsIgnoreCase("http://" + authority) || origin.equalsIgnoreCase("https://" + authority);
    }

    private static @Nullable String hostOf(String authority) {
        try {
            String host = URI.create("http://" + authority).getHost();
            return host == null ? null : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
