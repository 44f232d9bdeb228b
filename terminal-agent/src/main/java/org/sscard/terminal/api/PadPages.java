package org.sscard.terminal.api;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Locale;
import org.sscard.servicekit.server.Problem;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.pin.PadState;
import org.sscard.terminal.pin.PinRequest;
import org.sscard.wire.error.CodedException;

/**
 * The holder's PIN pad at {@code /pad}. Each digit is a request of its own and goes straight to the agent's buffer; the page
 * holds none and learns none.
 */
public final class PadPages {

    private static final String HTML = Resources.text("pad.html");
    private static final String SCRIPT = Resources.text("pad.js");
    private static final String STYLE = Resources.text("agent.css");

    private final OnScreenPad pad;

    public PadPages(OnScreenPad pad) {
        this.pad = pad;
    }

    public void register(ServerBuilder server) {
        server.route().get("/pad").build(Resources.serving(MediaType.HTML_UTF_8, HTML));
        server.route().get("/pad/pad.js").build(Resources.serving(MediaType.JAVASCRIPT_UTF_8, SCRIPT));
        server.route().get("/agent.css").build(Resources.serving(MediaType.CSS_UTF_8, STYLE));
        server.route().get("/pad/state").build((request, http) -> state());
        server.route().post("/pad/digit/{digit}").build(key(this::digit));
        server.route().post("/pad/correct").build(key(request -> pad.correct()));
        server.route().post("/pad/confirm").build(key(request -> pad.confirm()));
        server.route().post("/pad/cancel").build(key(request -> pad.cancel()));
    }

    private interface Key {
        void press(ServiceRequestContext request);
    }

    private static HttpService key(Key key) {
        return (request, http) -> {
            try {
                key.press(request);
                return HttpResponse.of(204);
            } catch (CodedException e) {
                return Problem.of(e).response();
            }
        };
    }

    private void digit(ServiceRequestContext request) {
        String digit = String.valueOf(request.pathParam("digit"));
        pad.digit(digit.matches("[0-9]") ? digit.charAt(0) - '0' : -1);
    }

    private HttpResponse state() {
        PadState state = pad.state();
        String json = state.request()
                .map(request -> String.format(
                        Locale.ROOT,
                        "{\"asking\":true,\"purpose\":\"%s\",\"amountFen\":%s,\"digits\":%d,\"secondsLeft\":%d}",
                        request.purpose(),
                        amount(request),
                        state.digitsEntered(),
                        state.secondsLeft()))
                .orElse("{\"asking\":false,\"purpose\":null,\"amountFen\":null,\"digits\":0,\"secondsLeft\":0}");
        return HttpResponse.of(MediaType.JSON_UTF_8, json);
    }

    private static String amount(PinRequest request) {
        return request.amountFen().isPresent()
                ? Long.toString(request.amountFen().getAsLong())
                : "null";
    }
}
