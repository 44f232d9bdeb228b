package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import org.jspecify.annotations.Nullable;

/** Who sends a request, as far as its headers tell; a browser does not let a page choose these headers. */
public enum Caller {
    /** No browser. */
    PROGRAM,
    /** A page of the agent itself, or a person who typed the agent's address. */
    OWN_PAGE,
    /** A link or window that leads from another page to one of the agent's. */
    FOREIGN_NAVIGATION,
    /** A page of another origin, and it says which. */
    FOREIGN_PAGE,
    /** A page of another origin that asks without saying so: an image, a script, a frame, {@code no-cors}. */
    FOREIGN_EMBEDDING;

    public static Caller of(RequestHeaders headers) {
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        String site = headers.get(HttpHeaderNames.SEC_FETCH_SITE);
        if (origin != null) {
            return same(origin, headers.authority()) ? OWN_PAGE : FOREIGN_PAGE;
        }
        if (site == null) {
            return PROGRAM;
        }
        if (site.equals("same-origin") || site.equals("none")) {
            return OWN_PAGE;
        }
        boolean navigation = headers.method() == HttpMethod.GET
                && "navigate".equals(headers.get(HttpHeaderNames.SEC_FETCH_MODE))
                && "document".equals(headers.get(HttpHeaderNames.SEC_FETCH_DEST));
        return navigation ? FOREIGN_NAVIGATION : FOREIGN_EMBEDDING;
    }

    private static boolean same(String origin, @Nullable String authority) {
        return origin.equalsIgnoreCase("http://" + authority) || origin.equalsIgnoreCase("https://" + authority);
    }
}
