package org.sscard.terminal.kiosk;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.file.HttpFile;
import java.util.Locale;
import java.util.Map;
import org.sscard.servicekit.pages.Pages;
import org.sscard.servicekit.server.Problem;
import org.sscard.terminal.kiosk.ScreenOwner.Claim;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The kiosk in a browser. One address shows whatever is on the stage, so that "back" has nowhere to go; what is pressed names
 * the step it was pressed on, so that a second tap does nothing.
 */
public final class KioskPages {

    private static final String HOME = "/kiosk";
    private static final Pages PAGES = new Pages("org.sscard.terminal.kiosk.jte");
    private static final String COOKIE = "kiosk";

    private final Kiosk kiosk;
    private final Stage stage;
    private final ScreenOwner owner;

    public KioskPages(Kiosk kiosk) {
        this.kiosk = kiosk;
        this.stage = kiosk.stage();
        this.owner = kiosk.owner();
    }

    public void register(ServerBuilder server) {
        server.route().get(HOME).build(here((context, http) -> page(http)));
        server.route().get(HOME + "/state").build(here((context, http) -> state(http)));
        server.route().post(HOME + "/press").build(here(form(this::press)));
        server.route().post(HOME + "/setting").build(here(form(this::setting)));
        server.route().get(HOME + "/kiosk.css").build(file("kiosk.css"));
        server.route().get(HOME + "/kiosk.js").build(file("kiosk.js"));
    }

    private static HttpService file(String name) {
        return HttpFile.builder(KioskPages.class.getClassLoader(), "org/sscard/terminal/kiosk/" + name)
                .addHeader(HttpHeaderNames.CACHE_CONTROL, "no-cache")
                .build()
                .asService();
    }

    /** The terminal's screen stands at this machine, whatever address the agent listens on. */
    private static HttpService here(HttpService service) {
        return (context, http) -> context.remoteAddress().getAddress().isLoopbackAddress()
                ? service.serve(context, http)
                : Problem.of(new CodedException(ErrorCode.ORIGIN_NOT_ALLOWED)).response();
    }

    private interface Form {
        void take(QueryParams form);
    }

    private HttpService form(Form form) {
        return (ServiceRequestContext context, HttpRequest http) -> HttpResponse.of(http.aggregate()
                .thenApplyAsync(
                        request -> {
                            if (owner.holds(screenOf(request.headers()))) {
                                form.take(QueryParams.fromQueryString(request.contentUtf8()));
                            }
                            return Pages.goTo(HOME);
                        },
                        context.blockingTaskExecutor()));
    }

    private void press(QueryParams form) {
        stage.press(form.getLong("step", -1), form.get("action", ""));
    }

    private void setting(QueryParams form) {
        switch (form.get("set", "")) {
            case "elder" -> stage.elder(true);
            case "standard" -> stage.elder(false);
            case "mute" -> stage.muted(true);
            case "sound" -> stage.muted(false);
            case "continue" -> stage.stay();
            default -> {}
        }
    }

    private HttpResponse page(HttpRequest http) {
        String screen = screenOf(http.headers());
        Claim claim = owner.claim(screen);
        if (claim == Claim.ELSEWHERE) {
            return elsewhere();
        }
        if (claim == Claim.NEW) {
            kiosk.newScreen();
        }
        HttpResponse page = PAGES.render("kiosk.jte", Map.of("view", KioskView.of(stage.view(), kiosk.room())));
        return page.mapHeaders(headers -> headers.toBuilder()
                .cookies(Cookie.secureBuilder(COOKIE, owner.token())
                        .secure(false)
                        .httpOnly(true)
                        .sameSite("Strict")
                        .path(HOME)
                        .build())
                .build());
    }

    private HttpResponse elsewhere() {
        Stage.View nothing =
                new Stage.View(Screen.of(Screen.Kind.WAIT, Words.of("elsewhere")), 0, -1, false, false, true, 0);
        return PAGES.render("kiosk.jte", Map.of("view", KioskView.of(nothing, kiosk.room())));
    }

    /** What changes without a new page: seconds, settings, how many digits, the number that is typed. No digit of a PIN. */
    private HttpResponse state(HttpRequest http) {
        if (!owner.holds(screenOf(http.headers()))) {
            // The page that waits is fetched anew when the terminal is free.
            return json("{\"step\":" + (owner.present() ? 0 : 1) + "}");
        }
        Stage.View view = stage.view();
        return json(String.format(
                Locale.ROOT,
                "{\"step\":%d,\"kind\":\"%s\",\"millis\":%d,\"warning\":%b,\"digits\":%d,\"entry\":\"%s\",\"elder\":%b,"
                        + "\"muted\":%b}",
                view.step(),
                view.screen().kind(),
                view.millisLeft(),
                view.warning(),
                view.screen().kind() == Screen.Kind.PAD
                        ? kiosk.room().pad().state().digitsEntered()
                        : 0,
                view.screen().kind() == Screen.Kind.NUMBER ? view.screen().entry() : "",
                view.elder(),
                view.muted()));
    }

    private static HttpResponse json(String text) {
        return HttpResponse.of(
                ResponseHeaders.builder(HttpStatus.OK)
                        .contentType(MediaType.JSON_UTF_8)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.ofUtf8(text));
    }

    private static String screenOf(com.linecorp.armeria.common.RequestHeaders headers) {
        return headers.cookies().stream()
                .filter(cookie -> cookie.name().equals(COOKIE))
                .map(Cookie::value)
                .findFirst()
                .orElse("");
    }
}
