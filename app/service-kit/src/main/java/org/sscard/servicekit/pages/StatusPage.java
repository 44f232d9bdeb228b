package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What runs here and how it is: a service's page at {@code /}. No person's data. */
public final class StatusPage implements HttpService {

    private final Frame frame;
    private final String name;
    private final String version;
    private final List<Line> lines;
    private final List<Address> addresses;

    /** One thing that is watched; asked anew on each view. {@code detail} may be empty. */
    public record Line(String zh, String en, Supplier<Chip> state, Supplier<String> detail) {}

    /** Where something is found. */
    public record Address(String href, String zh, String en) {}

    /** A line as it was when the page was asked for. */
    public record Shown(String zh, String en, Chip state, String detail) {}

    /** @param name of the program, e.g. insurance-backend */
    public StatusPage(Frame frame, String name, String version, List<Line> lines, List<Address> addresses) {
        this.frame = frame;
        this.name = name;
        this.version = version;
        this.lines = List.copyOf(lines);
        this.addresses = List.copyOf(addresses);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext request, HttpRequest http) {
        return HttpResponse.of(
                java.util.concurrent.CompletableFuture.supplyAsync(this::page, request.blockingTaskExecutor()));
    }

    private HttpResponse page() {
        List<Shown> shown = lines.stream()
                .map(line -> new Shown(
                        line.zh(), line.en(), line.state().get(), line.detail().get()))
                .toList();
        return Pages.kit()
                .render(
                        "status.jte",
                        Map.of(
                                "frame",
                                frame,
                                "name",
                                name,
                                "version",
                                version,
                                "lines",
                                shown,
                                "addresses",
                                addresses));
    }
}
