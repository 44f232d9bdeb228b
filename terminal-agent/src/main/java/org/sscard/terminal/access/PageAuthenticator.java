package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** A known web page has its origin's scopes and nothing else; whoever sends an Origin is a page. */
public final class PageAuthenticator implements Authenticator {

    private final KnownPages pages;

    public PageAuthenticator(KnownPages pages) {
        this.pages = pages;
    }

    /** @throws CodedException PAIRING_REQUIRED for a paired page without its token */
    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        RequestHeaders headers = request.request().headers();
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        if (origin == null || !pages.knows(origin)) {
            return null;
        }
        AllowedOrigin page =
                pages.find(origin, headers).orElseThrow(() -> new CodedException(ErrorCode.PAIRING_REQUIRED));
        return new Principal(page.origin(), page.origin(), page.roles(), false);
    }
}
