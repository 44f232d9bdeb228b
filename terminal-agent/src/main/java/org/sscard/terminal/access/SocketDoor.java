package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.util.Objects;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.server.Problem;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Before a WebSocket: whoever is nobody's page and nobody's program is refused before the first frame. */
public final class SocketDoor {

    private static final AttributeKey<Principal> CALLER = AttributeKey.valueOf(SocketDoor.class, "CALLER");

    private final Authenticator callers;

    public SocketDoor(Authenticator callers) {
        this.callers = callers;
    }

    /** @param socket what opens when the caller may; it also answers requests that want no WebSocket */
    public HttpService before(HttpService socket) {
        return socket.decorate((inner, request, http) -> {
            if (!http.headers().contains(HttpHeaderNames.UPGRADE, "websocket")) {
                return inner.serve(request, http);
            }
            Principal caller = callers.authenticate(request);
            if (caller == null) {
                return refused();
            }
            request.setAttr(CALLER, caller);
            return inner.serve(request, withOrigin(http));
        });
    }

    public static Principal caller(ServiceRequestContext request) {
        return Objects.requireNonNull(request.attr(CALLER));
    }

    /** What a caller without any right gets. */
    public static HttpResponse refused() {
        return Problem.of(new CodedException(ErrorCode.ORIGIN_NOT_ALLOWED)).response();
    }

    /** Armeria takes no WebSocket without an Origin, and programs send none; who calls is known by now. */
    private static HttpRequest withOrigin(HttpRequest http) {
        return http.headers().contains(HttpHeaderNames.ORIGIN)
                ? http
                : http.mapHeaders(headers -> headers.toBuilder()
                        .set(HttpHeaderNames.ORIGIN, "http://" + headers.authority())
                        .build());
    }
}
