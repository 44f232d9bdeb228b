package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;

/** A web page of an allowed origin has that origin's scopes and nothing else; whoever sends an Origin is a page. */
public final class OriginAuthenticator implements Authenticator {

    private final Map<String, AllowedOrigin> allowed;

    public OriginAuthenticator(List<AllowedOrigin> allowed) {
        this.allowed = allowed.stream().collect(Collectors.toMap(AllowedOrigin::origin, Function.identity()));
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        String origin = request.request().headers().get(HttpHeaderNames.ORIGIN);
        AllowedOrigin page = origin == null ? null : allowed.get(origin);
        return page == null ? null : new Principal(page.origin(), page.origin(), page.roles(), false);
    }
}
