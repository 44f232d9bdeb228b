package org.sscard.insurance.compat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.sscard.insurance.InsuranceConfig;
import org.sscard.insurance.InsuranceService;
import org.sscard.servicekit.config.Configuration;
import org.sscard.servicekit.login.LoginLink;

/** The insurer of a first run, on a port of its own. */
final class RunningInsurer implements AutoCloseable {

    static final String COMM = "H21100200011";
    static final String L2 = "H21100400013";
    static final String L3 = "H21100200014";
    static final String SPEC = "H21100200015";
    static final String NOND = "H21101100016";
    static final String PHAR = "P21100200018";
    static final String FAULT = "H21100200019";

    private final InsuranceService service;

    RunningInsurer(Path data) {
        this(data, null);
    }

    RunningInsurer(Path data, MessageKeys.Settings messages) {
        this(data, messages, Clock.systemUTC());
    }

    RunningInsurer(Path data, MessageKeys.Settings messages, Clock clock) {
        InsuranceConfig defaults = Configuration.defaults(Map.of("server.port", "0"), InsuranceConfig.class);
        service = InsuranceService.start(
                new InsuranceConfig(
                        defaults.server(),
                        defaults.database(),
                        data,
                        defaults.pool(),
                        null,
                        List.of(),
                        List.of(),
                        1000,
                        messages),
                true,
                clock,
                new SecureRandom());
    }

    URI url() {
        return service.url();
    }

    List<LoginLink> loginLinks() {
        return service.loginLinks();
    }

    Institution institution(String code) {
        return new Institution(service.url(), code);
    }

    /** What the insurer's REST interface says at a path. */
    byte[] get(String path) throws IOException {
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(service.url().resolve(path)).build(),
                            HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        service.close();
    }
}
