package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.ServerCacheControl;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.FileService;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.time.Duration;
import java.util.Map;
import org.sscard.wire.error.CodedException;

/** Renders a module's compiled templates. Pages may show persons: they are never kept in a cache. */
public final class Pages {

    private static final String KIT_TEMPLATES = "org.sscard.servicekit.pages.jte";
    private static final String ASSETS = "org/sscard/servicekit/pages/assets";
    private static final String HTMX = "META-INF/resources/webjars/htmx.org";
    private static final Pages KIT = new Pages(KIT_TEMPLATES);

    private final TemplateEngine engine;

    /** @param packageName the package that the module's build gave to its templates */
    public Pages(String packageName) {
        this.engine = TemplateEngine.createPrecompiled(null, ContentType.Html, null, packageName);
    }

    /** Style sheets, icon and keyboard under {@code /assets}, and the switch of the type size; every server of pages has them. */
    public static void assets(ServerBuilder server) {
        server.service(Route.builder().path("/display").methods(HttpMethod.POST).build(), new TypeSize());
        htmx(server);
        server.serviceUnder(
                "/assets",
                FileService.builder(Pages.class.getClassLoader(), ASSETS)
                        .cacheControl(ServerCacheControl.builder()
                                .maxAge(Duration.ofMinutes(10))
                                .build())
                        .build());
    }

    /** The version stands in the path, so a browser may keep the script for ever. */
    private static void htmx(ServerBuilder server) {
        server.serviceUnder(
                "/assets/htmx",
                FileService.builder(Pages.class.getClassLoader(), HTMX)
                        .cacheControl(ServerCacheControl.IMMUTABLE)
                        .build());
    }

    /** {@code /dev/gallery}: the components, to look at. */
    public static void gallery(ServerBuilder server) {
        server.service("/dev/gallery", new Gallery());
    }

    /** Goes to another page after a POST, so that a reload sends nothing twice. */
    public static HttpResponse goTo(String address) {
        return HttpResponse.of(ResponseHeaders.builder(HttpStatus.SEE_OTHER)
                .set(HttpHeaderNames.LOCATION, address)
                .build());
    }

    /** The page of a failure: what happened, what to do, the code. */
    public static String errorPage(CodedException failure) {
        return KIT.text("error.jte", Map.of("failure", failure));
    }

    /** One of service-kit's own pages. */
    public static HttpResponse kitPage(String template, Map<String, Object> parameters) {
        return KIT.render(template, parameters);
    }

    static Pages kit() {
        return KIT;
    }

    /** @param template e.g. {@code batches.jte}; {@code parameters} by the names that the template declares */
    public HttpResponse render(String template, Map<String, Object> parameters) {
        return html(HttpStatus.OK, text(template, parameters));
    }

    public HttpResponse render(HttpStatus status, String template, Map<String, Object> parameters) {
        return html(status, text(template, parameters));
    }

    String text(String template, Map<String, Object> parameters) {
        StringOutput output = new StringOutput(8192);
        engine.render(template, parameters, output);
        return output.toString();
    }

    private static HttpResponse html(HttpStatus status, String text) {
        return HttpResponse.of(
                ResponseHeaders.builder(status)
                        .contentType(MediaType.HTML_UTF_8)
                        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                        .build(),
                HttpData.ofUtf8(text));
    }
}
