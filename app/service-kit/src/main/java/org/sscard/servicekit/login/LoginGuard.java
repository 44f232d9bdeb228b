package org.sscard.servicekit.login;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.multipart.Multipart;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.SimpleDecoratingHttpService;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.pages.FormToken;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Stands before pages: without a session a browser is sent to the login; a role that the page does not name is refused; what
 * changes something must carry the session's token, as the form field {@code _csrf} or the header {@code X-CSRF-Token}.
 */
final class LoginGuard extends SimpleDecoratingHttpService {

    private static final String FIELD = FormToken.FIELD;
    private static final String HEADER = "x-csrf-token";

    private final StaffLogin login;
    private final Set<Role> roles;

    LoginGuard(HttpService delegate, StaffLogin login, Set<Role> roles) {
        super(delegate);
        this.login = login;
        this.roles = roles;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext request, HttpRequest http) throws Exception {
        StaffSession session = login.session(request);
        if (session == null) {
            return loggedOut(request, http);
        }
        if (roles.stream().noneMatch(session.principal()::has)) {
            login.report(new LoginEvent(
                    session.principal().account(),
                    "ACCESS",
                    shortened(request.path()),
                    ErrorCode.ROLE_NOT_ALLOWED.name()));
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, request.path());
        }
        session.passTo(request);
        if (http.method() == HttpMethod.GET || http.method() == HttpMethod.HEAD) {
            return unwrap().serve(request, http);
        }
        String header = http.headers().get(HEADER);
        if (header != null) {
            require(session, header);
            return unwrap().serve(request, http);
        }
        return HttpResponse.of(http.aggregate()
                .thenCompose(whole -> token(whole).thenApply(token -> passed(request, session, whole, token))));
    }

    private HttpResponse passed(
            ServiceRequestContext request, StaffSession session, AggregatedHttpRequest whole, @Nullable String token) {
        require(session, token);
        try {
            HttpRequest again = whole.toHttpRequest();
            request.updateRequest(again);
            return unwrap().serve(request, again);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static String shortened(String path) {
        return path.length() <= 200 ? path : path.substring(0, 200);
    }

    private static void require(StaffSession session, @Nullable String token) {
        if (token == null || !Tokens.same(token, session.csrf())) {
            throw new CodedException(ErrorCode.FORM_TOKEN_WRONG);
        }
    }

    private static CompletableFuture<@Nullable String> token(AggregatedHttpRequest whole) {
        MediaType type = whole.contentType();
        if (type != null && type.is(MediaType.FORM_DATA)) {
            return CompletableFuture.completedFuture(
                    QueryParams.fromQueryString(whole.contentUtf8()).get(FIELD));
        }
        if (type != null && type.is(MediaType.MULTIPART_FORM_DATA)) {
            return Multipart.from(whole.toHttpRequest())
                    .aggregate()
                    .thenApply(parts -> parts.field(FIELD) == null
                            ? null
                            : parts.field(FIELD).contentUtf8());
        }
        return CompletableFuture.completedFuture(null);
    }

    /** A person at a browser gets the login page and comes back to where she wanted; a program gets the code. */
    private static HttpResponse loggedOut(ServiceRequestContext request, HttpRequest http) {
        String accept = http.headers().get(HttpHeaderNames.ACCEPT);
        if (http.method() != HttpMethod.GET || accept == null || !accept.contains("text/html")) {
            throw new CodedException(ErrorCode.LOGIN_REQUIRED);
        }
        String here = request.query() == null ? request.path() : request.path() + "?" + request.query();
        return HttpResponse.of(ResponseHeaders.of(
                HttpStatus.SEE_OTHER,
                HttpHeaderNames.LOCATION,
                LoginPages.PATH + "?next=" + URLEncoder.encode(here, StandardCharsets.UTF_8)));
    }
}
