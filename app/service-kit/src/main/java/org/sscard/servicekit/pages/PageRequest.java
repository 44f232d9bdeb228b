package org.sscard.servicekit.pages;

import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What a page is asked for, and by whom.
 *
 * @param caller who may see it: the role was checked
 * @param path without its query
 * @param query from the address
 * @param form from the body of a POST; empty otherwise
 * @param files that the form brought, by field
 */
public record PageRequest(
        Principal caller,
        String path,
        Map<String, String> pathVariables,
        QueryParams query,
        QueryParams form,
        Map<String, UploadedFile> files,
        boolean elder,
        String place) {

    static final String ELDER_COOKIE = "elder";
    private static final int MAX_TEXT = 2_000;

    public PageRequest {
        files = Map.copyOf(files);
    }

    static PageRequest of(
            ServiceRequestContext context,
            RequestHeaders headers,
            Principal caller,
            QueryParams form,
            Map<String, UploadedFile> files) {
        String query = context.query();
        boolean elder = headers.cookies().stream()
                .anyMatch(cookie ->
                        cookie.name().equals(ELDER_COOKIE) && cookie.value().equals("1"));
        return new PageRequest(
                caller,
                context.path(),
                context.pathParams(),
                query == null ? QueryParams.of() : QueryParams.fromQueryString(query),
                form,
                files,
                elder,
                context.clientAddress().getHostAddress());
    }

    static Cookie elderCookie(boolean elder) {
        return Cookie.secureBuilder(ELDER_COOKIE, elder ? "1" : "0")
                .secure(false)
                .path("/")
                .sameSite("Lax")
                .maxAge(365L * 24 * 3600)
                .build();
    }

    /** A variable of the path, e.g. {@code id} of {@code /persons/{id}}. */
    public String variable(String name) {
        String value = pathVariables.get(name);
        if (value == null) {
            throw new IllegalStateException("no path variable " + name);
        }
        return value;
    }

    /** A parameter of the address without blanks around it; absent is empty. Longer than 2,000 characters is refused. */
    public String asked(String name) {
        return text(query, name);
    }

    /** A field of the form that was sent; absent is empty. */
    public String entered(String name) {
        return text(form, name);
    }

    /** The ticked boxes of a field. */
    public List<String> ticked(String name) {
        return form.getAll(name);
    }

    /** The file of a field; empty when none was chosen. */
    public Optional<UploadedFile> file(String name) {
        return Optional.ofNullable(files.get(name)).filter(file -> file.size() > 0);
    }

    /** Path and query as they were asked for. */
    public String address() {
        return query.isEmpty() ? path : path + "?" + query.toQueryString();
    }

    public Frame.Reader reader() {
        return new Frame.Reader(caller.account(), elder, address());
    }

    /** A text as part of an address. */
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(QueryParams parameters, String name) {
        String value = parameters.get(name, "").strip();
        // PostgreSQL has no text with U+0000, and nobody types one.
        if (value.length() > MAX_TEXT || value.indexOf('\0') >= 0) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, name, "1-" + MAX_TEXT);
        }
        return value;
    }
}
