package org.sscard.servicekit.login;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.CertificateAuthenticator;
import org.sscard.servicekit.security.CertificateRegister;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * How staff come in with a browser: by the client certificate of their connection, and in a first run by one-time links.
 * A session is a cookie of this service (HttpOnly, SameSite=Strict, Secure over https). One that began with a certificate
 * needs the same certificate on every request, valid and not revoked.
 */
public final class StaffLogin {

    private final String service;
    private final Authenticator certificates;
    private final Sessions sessions;
    private final Consumer<LoginEvent> audit;
    private final @Nullable OneTimeLinks links;
    private final String serviceZh;

    private StaffLogin(
            String service,
            String serviceZh,
            Authenticator certificates,
            @Nullable OneTimeLinks links,
            Consumer<LoginEvent> audit,
            Clock clock,
            SecureRandom random) {
        this.service = service;
        this.serviceZh = serviceZh;
        this.certificates = certificates;
        this.sessions = new Sessions(clock, random);
        this.links = links;
        this.audit = audit;
    }

    /**
     * A configured service: certificates only.
     *
     * @param service short name, part of the cookie's: cookies are not kept apart by port
     * @param serviceZh as the pages call it
     * @param certificates who comes with a certificate ({@code ServerConfig.certificates})
     * @param audit records logins and refusals; when it throws, the login does not happen
     */
    public static StaffLogin configured(
            String service,
            String serviceZh,
            Authenticator certificates,
            Consumer<LoginEvent> audit,
            Clock clock,
            SecureRandom random) {
        return new StaffLogin(service, serviceZh, certificates, null, audit, clock, random);
    }

    /** A first run: certificates, and a one-time link for each member of its fictional staff. */
    public static StaffLogin firstRun(
            String service,
            String serviceZh,
            Authenticator certificates,
            FirstRunStaff staff,
            Consumer<LoginEvent> audit,
            Clock clock,
            SecureRandom random) {
        return new StaffLogin(
                service, serviceZh, certificates, new OneTimeLinks(staff, clock, random), audit, clock, random);
    }

    /** The login's own pages; {@code ServiceServer.Builder.login} calls it. */
    public void register(ServerBuilder server) {
        new LoginPages(this).register(server);
    }

    /** Lets only these roles pass, for annotated services and single routes. */
    public Function<? super HttpService, ? extends HttpService> guard(Role... roles) {
        if (roles.length == 0) {
            throw new IllegalArgumentException("a page that nobody may see");
        }
        Set<Role> allowed = Set.of(roles);
        return delegate -> new LoginGuard(delegate, this, allowed);
    }

    /** One link for each member of a first run's staff; none in a configured service. {@code at} is plain http. */
    public List<LoginLink> links(URI at) {
        return links == null ? List.of() : links.issue(at);
    }

    /** Whether people come in by one-time links: the pages then carry the banner 演示. */
    public boolean demonstration() {
        return links != null;
    }

    String serviceZh() {
        return serviceZh;
    }

    void report(LoginEvent event) {
        audit.accept(event);
    }

    /** The session of a request; null when there is none or when its certificate is not shown. */
    @Nullable
    StaffSession session(ServiceRequestContext request) {
        String token = cookie(request.request());
        StaffSession session = token == null ? null : sessions.find(token);
        if (session == null || session.certificate() == null) {
            return session;
        }
        X509Certificate shown = CertificateAuthenticator.shown(request);
        boolean same = shown != null && CertificateRegister.fingerprint(shown).equals(session.certificate());
        if (!same) {
            return null;
        }
        Principal now = certificates.authenticate(request);
        return now != null && now.equals(session.principal()) ? session : null;
    }

    /** Who stands behind the connection's certificate; null without one. */
    @Nullable
    Principal certified(ServiceRequestContext request) {
        try {
            return certificates.authenticate(request);
        } catch (CodedException e) {
            report(new LoginEvent("-", "LOGIN", "certificate", e.code().name()));
            throw e;
        }
    }

    /** Opens a session by certificate; answers its cookie. */
    Cookie byCertificate(ServiceRequestContext request) {
        Principal who = certified(request);
        X509Certificate shown = CertificateAuthenticator.shown(request);
        if (who == null || shown == null) {
            throw new CodedException(ErrorCode.CLIENT_CERTIFICATE_REQUIRED);
        }
        if (who.roles().stream().noneMatch(Role::ofStaff)) {
            report(new LoginEvent(who.account(), "LOGIN", "certificate", ErrorCode.ROLE_NOT_ALLOWED.name()));
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, LoginPages.PATH);
        }
        report(new LoginEvent(who.account(), "LOGIN", "certificate", "OK"));
        return cookie(
                request, sessions.open(who, CertificateRegister.fingerprint(shown)), Sessions.LONGEST.toSeconds());
    }

    /** Opens a session by a one-time link. */
    Cookie byLink(ServiceRequestContext request, String token) {
        Principal who = links == null ? null : links.use(token);
        if (who == null) {
            report(new LoginEvent("-", "LOGIN", "one-time link", ErrorCode.LOGIN_LINK_USED.name()));
            throw new CodedException(ErrorCode.LOGIN_LINK_USED);
        }
        report(new LoginEvent(who.account(), "LOGIN", "one-time link", "OK"));
        return cookie(request, sessions.open(who, null), Sessions.LONGEST.toSeconds());
    }

    /** Ends the session of a request; answers the cookie that clears the browser's. */
    Cookie logout(ServiceRequestContext request) {
        String token = cookie(request.request());
        StaffSession session = session(request);
        if (token != null && session != null) {
            sessions.close(token);
            report(new LoginEvent(session.principal().account(), "LOGOUT", "-", "OK"));
        }
        return cookie(request, "", 0);
    }

    private @Nullable String cookie(HttpRequest http) {
        return http.headers().cookies().stream()
                .filter(cookie ->
                        cookie.name().equals(name(true)) || cookie.name().equals(name(false)))
                .map(Cookie::value)
                .findFirst()
                .orElse(null);
    }

    private Cookie cookie(ServiceRequestContext request, String value, long seconds) {
        boolean secure = request.sessionProtocol().isTls();
        return Cookie.secureBuilder(name(secure), value)
                .secure(secure)
                .httpOnly(true)
                .sameSite("Strict")
                .path("/")
                .maxAge(seconds)
                .build();
    }

    private String name(boolean secure) {
        return (secure ? "__Host-" : "") + "sscard-" + service;
    }
}
