package org.sscard.terminal.classic;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.common.websocket.WebSocketFrameType;
import com.linecorp.armeria.common.websocket.WebSocketWriter;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketService;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.terminal.access.SocketDoor;

/**
 * The ways in of the standard interface (§7): the WebSocket at {@code /}, {@code POST /classic/{function}} and {@code POST
 * /nhsa/{call}}. A caller that is neither an allowed page nor a program of the same user is refused before any frame.
 */
public final class ClassicChannels {

    private static final int LONGEST_FRAME = 1 << 20;

    private static final MediaType GBK_TEXT = MediaType.parse("text/plain; charset=GBK");
    private static final AttributeKey<Boolean> WATCHED = AttributeKey.valueOf(ClassicChannels.class, "WATCHED");

    private final ClassicCalls calls;
    private final ClassicFrames frames;
    private final NativeFrames nativeFrames;
    private final Authenticator callers;
    private final SocketDoor door;
    private final Duration limit;

    /** @param limit how long one call may take in all, the holder's PIN included */
    public ClassicChannels(ClassicCalls calls, Authenticator callers, Duration limit) {
        this.calls = calls;
        this.frames = new ClassicFrames(calls);
        this.nativeFrames = new NativeFrames(calls);
        this.callers = callers;
        this.door = new SocketDoor(callers);
        this.limit = limit;
    }

    /** @param home what a browser sees at {@code /} */
    public void register(ServerBuilder server, HttpService home) {
        server.service("/", webSocket(home));
        server.route()
                .post("/classic/{name}")
                .requestTimeout(limit)
                .build((request, http) -> answered(request, json(frames::answer)));
        server.route()
                .post("/nhsa/{name}")
                .requestTimeout(limit)
                .build((request, http) -> answered(request, json(frames::nhsa)));
        server.route()
                .post("/native/{name}")
                .requestTimeout(limit)
                .build((request, http) -> answered(request, this::nativeAnswer));
    }

    private interface JsonFrame {
        String answer(ClassicCaller caller, String name, String body);
    }

    private interface Posted {
        HttpResponse answer(ClassicCaller caller, String name, HttpData body);
    }

    private static Posted json(JsonFrame frame) {
        return (caller, name, body) ->
                HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, frame.answer(caller, name, body.toStringUtf8()));
    }

    private HttpResponse nativeAnswer(ClassicCaller caller, String name, HttpData body) {
        return HttpResponse.of(HttpStatus.OK, GBK_TEXT, nativeFrames.answer(caller, name, body.array()));
    }

    private HttpResponse answered(ServiceRequestContext request, Posted frame) {
        Principal principal = callers.authenticate(request);
        if (principal == null) {
            return SocketDoor.refused();
        }
        ClassicCaller caller = new ClassicCaller(principal, connection(request));
        String name = String.valueOf(request.pathParam("name"));
        return HttpResponse.of(request.request()
                .aggregate()
                .thenApplyAsync(body -> frame.answer(caller, name, body.content()), request.blockingTaskExecutor()));
    }

    /** A step of the key-service exchange belongs to the connection and ends with it. */
    private Channel connection(ServiceRequestContext request) {
        Channel connection = Objects.requireNonNull(request.log().partial().channel());
        if (connection.attr(WATCHED).setIfAbsent(true) == null) {
            connection
                    .closeFuture()
                    .addListener(closed -> request.blockingTaskExecutor().execute(() -> calls.forget(connection)));
        }
        return connection;
    }

    /** A request that wants no WebSocket is a browser's that looks for a page. */
    private HttpService webSocket(HttpService home) {
        HttpService socket = WebSocketService.builder(this::open)
                .allowedOrigin(origin -> true)
                .maxFramePayloadLength(LONGEST_FRAME)
                .aggregateContinuation(true)
                .fallbackService(home)
                .build();
        return door.before(socket);
    }

    private WebSocket open(ServiceRequestContext request, WebSocket in) {
        request.clearRequestTimeout();
        WebSocketWriter out = WebSocket.streaming();
        in.subscribe(
                new Conversation(request, new ClassicCaller(SocketDoor.caller(request), connection(request)), out));
        return out;
    }

    /** One request at a time: the next frame is asked for when this one is answered. */
    private final class Conversation implements Subscriber<WebSocketFrame> {

        private final ServiceRequestContext request;
        private final ClassicCaller caller;
        private final WebSocketWriter out;
        private @Nullable Subscription frames;

        Conversation(ServiceRequestContext request, ClassicCaller caller, WebSocketWriter out) {
            this.request = request;
            this.caller = caller;
            this.out = out;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            frames = subscription;
            subscription.request(1);
        }

        @Override
        public void onNext(WebSocketFrame frame) {
            try (frame) {
                if (frame.type() == WebSocketFrameType.PING) {
                    out.writePong(frame.array());
                }
                if (frame.type() == WebSocketFrameType.TEXT || frame.type() == WebSocketFrameType.BINARY) {
                    String text = frame.toStringUtf8();
                    request.blockingTaskExecutor().execute(() -> answer(text));
                    return;
                }
            }
            next();
        }

        private void answer(String text) {
            if (out.tryWrite(ClassicChannels.this.frames.answer(caller, text))) {
                next();
            }
        }

        private void next() {
            Subscription subscription = frames;
            if (subscription != null) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable cause) {
            out.close();
        }

        @Override
        public void onComplete() {
            out.close();
        }
    }
}
