package org.sscard.issuer.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.station.Insertion;
import org.sscard.issuer.station.Stations;

/** The bureau at a glance, at {@code /} and as JSON at {@code /status}: counts and machines, no person. */
public final class StatusPage {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final RegistryStore registry;
    private final BatchStore batches;
    private final Stations stations;
    private final boolean dev;

    record State(boolean dev, List<StateCount> cards, List<StationState> stations, int runningBatches) {}

    record StateCount(String state, String zh, String en, int count) {}

    /** @param cards readers in which a card lies */
    record StationState(String name, List<String> readers, List<String> cards) {}

    public StatusPage(RegistryStore registry, BatchStore batches, Stations stations, boolean dev) {
        this.registry = registry;
        this.batches = batches;
        this.stations = stations;
        this.dev = dev;
    }

    public void register(ServerBuilder server) {
        resource(server, "/", "status.html", MediaType.HTML_UTF_8);
        resource(server, "/status.js", "status.js", MediaType.JAVASCRIPT_UTF_8);
        resource(server, "/status.css", "status.css", MediaType.CSS_UTF_8);
        server.service("/status", (request, http) -> json());
    }

    private HttpResponse json() {
        try {
            return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, HttpData.wrap(JSON.writeValueAsBytes(state())));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private State state() {
        Map<CardState, Integer> counts = registry.countByState(null);
        LifeCycle table = LifeCycle.table();
        return new State(
                dev,
                counts.entrySet().stream()
                        .map(entry -> new StateCount(
                                entry.getKey().name(),
                                table.nameZh(entry.getKey()),
                                table.nameEn(entry.getKey()),
                                entry.getValue()))
                        .toList(),
                stations.connected().stream()
                        .map(station -> new StationState(
                                station.name(),
                                station.readers(),
                                station.cards().stream().map(Insertion::reader).toList()))
                        .toList(),
                batches.unfinished().size());
    }

    private static void resource(ServerBuilder server, String path, String name, MediaType type) {
        HttpData content = HttpData.wrap(bytes(name));
        server.service(path, (request, http) -> HttpResponse.of(HttpStatus.OK, type, content));
    }

    private static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(StatusPage.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
