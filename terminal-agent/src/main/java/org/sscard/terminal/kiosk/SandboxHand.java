package org.sscard.terminal.kiosk;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.server.Problem;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderStatus;
import org.sscard.terminal.reader.VirtualReader;
import org.sscard.terminal.reader.VirtualReaders;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The hand of somebody who tries the kiosk without a reader: {@code /kiosk/hand} takes the card out of a virtual reader and
 * puts it back. Only where virtual readers are configured; the card is kept meanwhile, with what was written to it.
 */
public final class SandboxHand {

    private static final String HOME = "/kiosk/hand";
    private static final Pages PAGES = new Pages("org.sscard.terminal.kiosk.jte");

    private final VirtualReaders virtual;
    private final ReaderDesk readers;
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    /** @param inserted a card lies there; without one, {@code held} says whether one was taken from there */
    public record Slot(String name, boolean inserted, boolean held) {}

    public SandboxHand(VirtualReaders virtual, ReaderDesk readers) {
        this.virtual = virtual;
        this.readers = readers;
    }

    public void register(ServerBuilder server) {
        server.route().get(HOME).build((context, http) -> page());
        server.route().post(HOME).build(this::move);
    }

    private HttpResponse page() {
        List<Slot> slots = readers.readers().stream()
                .filter(reader -> Kiosk.holders(reader.role()))
                .filter(reader -> virtual.find(reader.name()).isPresent())
                .map(this::slot)
                .toList();
        return PAGES.render("hand.jte", Map.of("slots", slots));
    }

    private Slot slot(ReaderStatus reader) {
        return new Slot(reader.name(), reader.presence().cardPresent(), taken.containsKey(reader.name()));
    }

    private HttpResponse move(ServiceRequestContext context, HttpRequest http) {
        return HttpResponse.of(http.aggregate()
                .thenApplyAsync(
                        request -> {
                            QueryParams form = QueryParams.fromQueryString(request.contentUtf8());
                            try {
                                move(form.get("reader", ""), form.get("move", ""));
                                return Pages.goTo(HOME);
                            } catch (CodedException e) {
                                return Problem.of(e).response();
                            }
                        },
                        context.blockingTaskExecutor()));
    }

    private void move(String name, String move) {
        VirtualReader reader =
                virtual.find(name).orElseThrow(() -> new CodedException(ErrorCode.READER_NOT_FOUND, name));
        if (move.equals("take")) {
            taken.put(name, reader.remove());
        } else {
            String card = taken.remove(name);
            if (card == null) {
                throw new CodedException(ErrorCode.CARD_ABSENT);
            }
            byte[] unused = reader.insert(card);
        }
    }
}
