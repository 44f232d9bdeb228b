package org.sscard.servicekit.server;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.docs.DocService;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;
import io.grpc.BindableService;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.handler.ssl.ClientAuth;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.login.StaffLogin;
import org.sscard.servicekit.login.StaffSession;
import org.sscard.servicekit.pages.PageHandler;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.pages.StaffPage;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.CertificateAuthenticator;
import org.sscard.servicekit.security.ClientTrust;
import org.sscard.servicekit.security.LoopbackAuthenticator;
import org.sscard.servicekit.security.LoopbackCertificate;
import org.sscard.servicekit.security.RefusedCalls;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.security.RoleInterceptor;
import org.sscard.servicekit.security.RoleTable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * One port for everything a service offers: gRPC, the same methods as REST ({@code google.api.http}), pages,
 * {@code /healthz} and {@code /metrics}; http, and https beside it when a certificate is configured. Every gRPC method must
 * stand in the role table, else the server does not start. Handlers run on blocking threads.
 */
public final class ServiceServer implements Running {

    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(60);
    /** A form may bring a file: a roster of a hundred thousand rows, an archive of photos. */
    private static final long MAX_FORM_BYTES = 64L << 20;

    private static final int MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

    private final Server server;
    private final URI url;
    private final PrometheusMeterRegistry meters;

    private ServiceServer(Server server, URI url, PrometheusMeterRegistry meters) {
        this.server = server;
        this.url = url;
        this.meters = meters;
    }

    public static Builder builder(ServerConfig config) {
        return new Builder(config);
    }

    @Override
    public URI url() {
        return url;
    }

    public int port() {
        return url.getPort();
    }

    /** The same address over plain http. */
    public URI httpUrl() {
        return URI.create("http://" + url.getAuthority());
    }

    /** Where a service registers its own meters; served under {@code /metrics}. */
    public PrometheusMeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() {
        server.stop().join();
        meters.close();
    }

    /** Collects what is served, then {@link #start()}. */
    public static final class Builder {

        private final ServerConfig config;
        private final List<ServerServiceDefinition> services = new ArrayList<>();
        private final List<HealthCheck> checks = new ArrayList<>();
        private final List<Authenticator> authenticators = new ArrayList<>();
        private final List<ServerInterceptor> interceptors = new ArrayList<>();
        private Predicate<String> allowedOrigins = origin -> false;
        private @Nullable TlsKeyPair loopbackTls;
        private final List<Consumer<ServerBuilder>> routes = new ArrayList<>();
        private RoleTable roles = RoleTable.builder().build();
        private RefusedCalls refusals = (method, caller, why) -> {};
        private @Nullable StaffLogin login;
        private boolean dev;

        private Builder(ServerConfig config) {
            this.config = config;
            authenticators.add(config.certificates());
        }

        public Builder grpc(BindableService... more) {
            for (BindableService service : more) {
                services.add(service.bindService());
            }
            return this;
        }

        /** Who hears of calls that are refused at the door. */
        public Builder refusals(RefusedCalls listener) {
            this.refusals = listener;
            return this;
        }

        /** In the place of those that the configuration gives by itself. */
        public Builder certificates(CertificateAuthenticator certificates) {
            authenticators.set(0, certificates);
            return this;
        }

        public Builder roles(RoleTable table) {
            this.roles = table;
            return this;
        }

        /** First run: callers on this machine get these roles without a certificate, and {@code /explorer} shows the API. */
        public Builder dev(Role... loopbackRoles) {
            dev = true;
            authenticators.add(new LoopbackAuthenticator(Set.of(loopbackRoles)));
            return this;
        }

        /** A further proof of who calls, asked after the certificate. */
        public Builder authenticator(Authenticator authenticator) {
            authenticators.add(authenticator);
            return this;
        }

        /** Web origins other than our own whose pages may call; asked at each request. */
        public Builder allowOrigins(Predicate<String> origins) {
            allowedOrigins = origins;
            return this;
        }

        /** Looks at every gRPC call before its handler, after the roles. */
        public Builder interceptor(ServerInterceptor interceptor) {
            interceptors.add(interceptor);
            return this;
        }

        /** https beside http on the same port for browsers of this machine, unless the configuration brings its own. */
        public Builder loopbackTls(LoopbackCertificate files) {
            loopbackTls =
                    TlsKeyPair.of(files.key().toFile(), files.certificate().toFile());
            return this;
        }

        public Builder health(String name, java.util.function.BooleanSupplier healthy) {
            checks.add(new HealthCheck(name, healthy));
            return this;
        }

        /** What all pages share; a service with pages asks for it. A first run also shows the gallery of components. */
        public Builder pages() {
            return configure(server -> {
                Pages.assets(server);
                if (dev) {
                    Pages.gallery(server);
                }
            });
        }

        /** A page that only these roles may see; {@link #login} says how they come in. */
        public Builder page(String pathPattern, PageHandler page, Role... roles) {
            return staff(HttpMethod.GET, pathPattern, page, roles);
        }

        /** What a form of a page does. */
        public Builder action(String pathPattern, PageHandler action, Role... roles) {
            return staff(HttpMethod.POST, pathPattern, action, roles);
        }

        private Builder staff(HttpMethod method, String pathPattern, PageHandler page, Role... roles) {
            return configure(server -> {
                StaffLogin staff = login;
                if (staff == null) {
                    throw new IllegalStateException("pages for staff need a login");
                }
                server.route()
                        .path(pathPattern)
                        .methods(method)
                        .maxRequestLength(MAX_FORM_BYTES)
                        .decorator(staff.guard(roles))
                        .build(new StaffPage(
                                page, context -> StaffSession.of(context).principal()));
            });
        }

        /** Staff log in with a browser: {@code /login} and what belongs to it. */
        public Builder login(StaffLogin login) {
            this.login = login;
            return configure(login::register);
        }

        /** Pages and other routes. */
        public Builder route(String pathPattern, HttpService service) {
            return configure(server -> server.service(pathPattern, service));
        }

        /** Anything Armeria offers: annotated services, files, WebSockets. */
        public Builder configure(Consumer<ServerBuilder> routes) {
            this.routes.add(routes);
            return this;
        }

        public ServiceServer start() {
            List<String> forgotten = roles.missing(services);
            if (!forgotten.isEmpty()) {
                throw new IllegalStateException("no role may call " + forgotten);
            }
            PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            InetSocketAddress address = address();
            Server server = server(address, meters);
            try {
                server.start().join();
            } catch (CompletionException e) {
                meters.close();
                throw notStarted(address, e);
            }
            return new ServiceServer(server, url(server), meters);
        }

        private Server server(InetSocketAddress address, PrometheusMeterRegistry meters) {
            ServerBuilder builder = Server.builder()
                    .meterRegistry(meters)
                    .errorHandler(Failures.answers())
                    .requestTimeout(REQUEST_TIMEOUT)
                    .gracefulShutdownTimeout(Duration.ZERO, DRAIN)
                    .bossGroupFactory(PromptAcceptor::new)
                    .disableServerHeader();
            ServerConfig.Tls tls = config.tls();
            TlsKeyPair ofLoopback = loopbackTls;
            if (tls == null && ofLoopback == null) {
                builder.port(address, SessionProtocol.HTTP);
            } else if (tls == null) {
                builder.port(address, SessionProtocol.HTTP, SessionProtocol.HTTPS);
                builder.tls(ofLoopback);
            } else {
                builder.port(address, SessionProtocol.HTTP, SessionProtocol.HTTPS);
                secure(builder, tls);
            }
            if (!services.isEmpty()) {
                builder.service(grpc());
            }
            builder.service("/healthz", (request, http) -> health());
            builder.service(
                    "/metrics", (request, http) -> HttpResponse.of(MediaType.PLAIN_TEXT_UTF_8, meters.scrape()));
            if (dev) {
                builder.serviceUnder("/explorer", new DocService());
            }
            routes.forEach(route -> route.accept(builder));
            Set<String> hosts = hosts(address);
            builder.decorator(SecurityHeaders::new);
            builder.decorator(delegate -> new OriginGuard(delegate, hosts, allowedOrigins));
            return builder.build();
        }

        private GrpcService grpc() {
            // The last of a list is asked first.
            List<ServerInterceptor> chain = new ArrayList<>(interceptors);
            chain.add(new RoleInterceptor(roles, Authenticator.firstOf(authenticators), refusals));
            chain.add(new OpenStreams());
            GrpcServiceBuilder grpc = GrpcService.builder()
                    .addServiceDefinitions(services.stream()
                            .map(service -> ServerInterceptors.intercept(service, chain))
                            .toArray(ServerServiceDefinition[]::new))
                    .useBlockingTaskExecutor(true)
                    .jsonMarshallerFactory(JsonMessages::of)
                    .maxRequestMessageLength(MAX_MESSAGE_BYTES)
                    .enableHttpJsonTranscoding(HttpJsonTranscodingOptions.builder()
                            .errorHandler(Failures::rest)
                            .build())
                    .exceptionHandler(Failures::grpc);
            if (dev) {
                grpc.enableUnframedRequests(true).unframedGrpcErrorHandler(Failures::rest);
            }
            return grpc.build();
        }

        /** A client certificate is asked for and may be absent; one that does not verify ends the handshake. */
        private static void secure(ServerBuilder builder, ServerConfig.Tls tls) {
            try {
                builder.tls(TlsKeyPair.of(tls.key().toFile(), tls.certificate().toFile()));
            } catch (RuntimeException e) {
                throw new CodedException(e, ErrorCode.CERTIFICATE_FILE_INVALID, tls.certificate());
            }
            ClientTrust trust = ClientTrust.of(tls.clientAuthority());
            builder.tlsCustomizer(context ->
                    context.clientAuth(ClientAuth.OPTIONAL).trustManager(trust).protocols("TLSv1.3"));
        }

        private HttpResponse health() {
            Map<String, String> states = new LinkedHashMap<>();
            boolean up = true;
            for (HealthCheck check : checks) {
                boolean passes = check.passes();
                states.put(check.name(), passes ? "up" : "down");
                up &= passes;
            }
            StringBuilder json = new StringBuilder("{\"status\":\"")
                    .append(up ? "up" : "down")
                    .append('"');
            states.forEach((name, state) -> json.append(",\"")
                    .append(name)
                    .append("\":\"")
                    .append(state)
                    .append('"'));
            return HttpResponse.of(
                    up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
                    MediaType.JSON_UTF_8,
                    HttpData.ofUtf8(json.append('}').toString()));
        }

        private InetSocketAddress address() {
            try {
                return new InetSocketAddress(InetAddress.getByName(config.host()), config.port());
            } catch (UnknownHostException | IllegalArgumentException e) {
                throw new CodedException(e, ErrorCode.SERVER_ADDRESS_NOT_BINDABLE, config.host() + ":" + config.port());
            }
        }

        private Set<String> hosts(InetSocketAddress address) {
            Set<String> hosts = new HashSet<>();
            config.hostNames().forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
            hosts.add(config.host().toLowerCase(Locale.ROOT));
            if (address.getAddress().isLoopbackAddress() || address.getAddress().isAnyLocalAddress()) {
                hosts.addAll(Set.of("localhost", "127.0.0.1", "[::1]"));
            }
            return Set.copyOf(hosts);
        }

        private URI url(Server server) {
            ServerPort port = server.activePorts().values().iterator().next();
            String host = address().getAddress().isAnyLocalAddress() ? "127.0.0.1" : config.host();
            return URI.create((config.tls() == null ? "http" : "https") + "://"
                    + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                    + port.localAddress().getPort());
        }

        private static CodedException notStarted(InetSocketAddress address, CompletionException failure) {
            String where = address.getHostString() + ":" + address.getPort();
            for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
                if (at instanceof BindException) {
                    boolean taken = String.valueOf(at.getMessage()).contains("in use");
                    return new CodedException(
                            failure, taken ? ErrorCode.PORT_IN_USE : ErrorCode.SERVER_ADDRESS_NOT_BINDABLE, where);
                }
            }
            return new CodedException(failure, ErrorCode.SERVER_ADDRESS_NOT_BINDABLE, where);
        }
    }
}
