package org.sscard.servicekit.server;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;

/** Strict headers on every answer; the API explorer, which only a first run has, brings scripts of its own. */
final class SecurityHeaders extends SimpleDecoratingHttpService {

    static final String CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
            + "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    SecurityHeaders(HttpService delegate) {
        super(delegate);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext request, HttpRequest http) throws Exception {
        boolean explorer = request.path().startsWith("/explorer");
        request.mutateAdditionalResponseHeaders(headers -> {
            headers.set(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff");
            // Not "no-referrer": with it a browser sends the forms of our own pages with the Origin "null".
            headers.set(HttpHeaderNames.REFERRER_POLICY, "same-origin");
            if (!explorer) {
                headers.set(HttpHeaderNames.CONTENT_SECURITY_POLICY, CSP);
            }
        });
        return unwrap().serve(request, http);
    }
}
