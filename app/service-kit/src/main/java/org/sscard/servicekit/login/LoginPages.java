package org.sscard.servicekit.login;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** {@code /login}, {@code /login/link/TOKEN}, {@code /logout}. */
final class LoginPages {

    static final String PATH = "/login";
    static final String LINK = "/login/link/";

    private final StaffLogin login;

    LoginPages(StaffLogin login) {
        this.login = login;
    }

    void register(ServerBuilder server) {
        server.route().get(PATH).build(blocking(this::page));
        server.route().post(PATH).build(blocking(this::certificate));
        server.route().get(LINK + "{token}").build(blocking(this::link));
        server.route()
                .post("/logout")
                .decorator(login.guard(Role.values()))
                .build(blocking((request, http) -> to("/login", login.logout(request))));
    }

    private static HttpService blocking(HttpService service) {
        return (request, http) -> HttpResponse.of(CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return service.serve(request, http);
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                request.blockingTaskExecutor()));
    }

    private HttpResponse page(ServiceRequestContext request, HttpRequest http) {
        Map<String, Object> model = new HashMap<>();
        model.put("frame", Frame.of("登录", login.serviceZh(), login.demonstration()));
        model.put("links", login.demonstration());
        model.put("next", next(request.queryParam("next")));
        Principal who = login.certified(request);
        if (who != null) {
            model.put("account", who.account());
        }
        return Pages.kitPage("login.jte", model);
    }

    /** A form of another site must not log anyone in: the browser says where the form stood. */
    private HttpResponse certificate(ServiceRequestContext request, HttpRequest http) {
        String origin = http.headers().get(HttpHeaderNames.ORIGIN);
        String site = http.headers().get("sec-fetch-site");
        if (origin == null && (site == null || !site.equals("same-origin"))) {
            throw new CodedException(ErrorCode.ORIGIN_NOT_ALLOWED);
        }
        return to(next(request.queryParam("next")), login.byCertificate(request));
    }

    private HttpResponse link(ServiceRequestContext request, HttpRequest http) {
        return to("/", login.byLink(request, String.valueOf(request.pathParam("token"))));
    }

    /** Only a path of ours: no other host, no scheme, no backslash that a browser reads as a slash. */
    private static String next(@Nullable String wanted) {
        return wanted != null && wanted.matches("/(?![/\\\\])[^\\\\\\p{Cntrl}]*") && !wanted.startsWith(PATH)
                ? wanted
                : "/";
    }

    private static HttpResponse to(String path, Cookie cookie) {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.SEE_OTHER)
                .set(HttpHeaderNames.LOCATION, path)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .cookies(cookie)
                .build());
    }
}
