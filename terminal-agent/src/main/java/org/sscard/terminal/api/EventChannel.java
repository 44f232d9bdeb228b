package org.sscard.terminal.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.servicekit.server.Problem;
import org.sscard.terminal.access.SocketDoor;
import org.sscard.terminal.pin.PadState;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.terminal.reader.Presence;
import org.sscard.terminal.reader.ReaderDesk;
import org.sscard.terminal.reader.ReaderRole;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What happens at the window, as it happens: the WebSocket {@code /v1/events}. Frames are JSON with a {@code type}: {@code
 * hello} (the interface's version), {@code presence} (a card came or went), {@code lease} (an operation took the card or gave
 * it back) and, for callers who may ask for the PIN, {@code pad} (whether the pad asks and for what; never a digit nor how
 * many there are). After the hello comes the present state of each reader. The channel takes no orders.
 */
public final class EventChannel implements AutoCloseable {

    /** What a browser names as subprotocol. */
    static final String PROTOCOL = "sscard.events.v" + ApiVersion.CURRENT.major();

    private static final String PROTOCOLS = "sscard.events.";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_LISTENERS = 256;
    private static final int MOST_UNREAD = 1000;
    private static final int LONGEST_FRAME = 1024;
    private static final long PAD_LOOK_MILLIS = 200;

    private final ReaderDesk readers;
    private final Supplier<PadState> pad;
    private final Authenticator callers;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService padWatch;
    private String lastPad = "";

    public EventChannel(ReaderDesk readers, Supplier<PadState> pad, Authenticator callers) {
        this.readers = readers;
        this.pad = pad;
        this.callers = callers;
        this.padWatch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "pad events");
            thread.setDaemon(true);
            return thread;
        });
        readers.addListener((reader, role, presence) -> tell(Role.PAGE, presence(reader, role, presence)));
        readers.addLeaseListener((reader, held) -> tell(Role.PAGE, lease(reader, held)));
        var unused = padWatch.scheduleWithFixedDelay(
                this::lookAtPad, PAD_LOOK_MILLIS, PAD_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public void register(ServerBuilder server) {
        HttpService socket = WebSocketService.builder(this::open)
                .allowedOrigin(origin -> true)
                .subprotocols(PROTOCOL)
                .maxFramePayloadLength(LONGEST_FRAME)
                .build();
        server.service("/v1/events", new SocketDoor(callers).before(socket.decorate((inner, request, http) -> {
                    HttpResponse refusal = refusal(http.headers());
                    return refusal == null ? inner.serve(request, http) : refusal;
                })));
    }

    private @Nullable HttpResponse refusal(RequestHeaders headers) {
        try {
            ApiVersion.requireSpoken(headers.get(ApiVersion.HEADER));
            requireProtocol(headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, ""));
            if (listeners.size() >= MOST_LISTENERS) {
                throw new CodedException(ErrorCode.REQUEST_LIMIT_REACHED, MOST_LISTENERS);
            }
            return null;
        } catch (CodedException e) {
            return Problem.of(e).response();
        }
    }

    private static void requireProtocol(String offered) {
        String[] protocols = Arrays.stream(offered.split(",", -1))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(PROTOCOLS))
                .toArray(String[]::new);
        if (protocols.length > 0 && !Arrays.asList(protocols).contains(PROTOCOL)) {
            throw new CodedException(ErrorCode.API_VERSION_UNSUPPORTED, protocols[0], PROTOCOL);
        }
    }

    private WebSocket open(ServiceRequestContext request, WebSocket in) {
        request.clearRequestTimeout();
        Listener listener = new Listener(SocketDoor.caller(request), WebSocket.streaming());
        in.subscribe(listener);
        listener.send(
                event("hello").put("version", ApiVersion.CURRENT.toString()).toString());
        listeners.add(listener);
        readers.readers().forEach(reader -> {
            if (isHolders(reader.role())) {
                listener.send(presence(reader.name(), reader.role(), reader.presence()));
            }
        });
        return listener.out;
    }

    private static ObjectNode event(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private static boolean isHolders(ReaderRole role) {
        return role == ReaderRole.USER_CONTACT || role == ReaderRole.USER_CONTACTLESS;
    }

    private static String presence(String reader, ReaderRole role, Presence presence) {
        return isHolders(role)
                ? event("presence")
                        .put("reader", reader)
                        .put("role", role.name())
                        .put("cardPresent", presence.cardPresent())
                        .toString()
                : "";
    }

    private String lease(String reader, boolean held) {
        boolean holders = readers.roleOf(reader).filter(EventChannel::isHolders).isPresent();
        return holders ? event("lease").put("reader", reader).put("held", held).toString() : "";
    }

    private static String pad(PadState state) {
        ObjectNode event = event("pad").put("asking", state.request().isPresent());
        PinRequest request = state.request().orElse(null);
        if (request != null) {
            event.put("purpose", request.purpose().name());
            request.amountFen().ifPresent(fen -> event.put("amountFen", fen));
        }
        return event.toString();
    }

    private void lookAtPad() {
        String now = pad(pad.get());
        if (!now.equals(lastPad)) {
            lastPad = now;
            tell(Role.PAGE_PIN, now);
        }
    }

    /** @param right which pages may know; programs of the window may know everything */
    private void tell(Role right, String event) {
        if (!event.isEmpty()) {
            listeners.stream()
                    .filter(listener -> listener.caller.has(right) || listener.caller.has(Role.WINDOW))
                    .forEach(listener -> listener.send(event));
        }
    }

    @Override
    public void close() {
        padWatch.shutdownNow();
        listeners.forEach(listener -> listener.out.close());
    }

    /** One caller that listens. What it says is not read further than its end. */
    private final class Listener implements Subscriber<WebSocketFrame> {

        private final Principal caller;
        private final WebSocketWriter out;
        private final AtomicInteger unread = new AtomicInteger();

        Listener(Principal caller, WebSocketWriter out) {
            this.caller = caller;
            this.out = out;
        }

        /** A caller that does not read is let go: its events would fill the memory. */
        void send(String event) {
            if (unread.incrementAndGet() > MOST_UNREAD || !out.tryWrite(event)) {
                listeners.remove(this);
                out.close();
                return;
            }
            var unused = out.whenConsumed().thenRun(() -> unread.set(0));
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(WebSocketFrame frame) {
            try (frame) {
                if (frame.type() == WebSocketFrameType.PING) {
                    out.writePong(frame.array());
                }
            }
        }

        @Override
        public void onError(Throwable cause) {
            onComplete();
        }

        @Override
        public void onComplete() {
            listeners.remove(this);
            out.close();
        }
    }
}
