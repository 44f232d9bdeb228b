package org.sscard.terminal;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/** A web page of an allowed origin may read basic data and nothing else; whoever sends an Origin is a page. */
final class OriginAuthenticator implements Authenticator {

    private final Set<String> allowed;

    OriginAuthenticator(Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        String origin = request.request().headers().get(HttpHeaderNames.ORIGIN);
        return origin != null && allowed.contains(origin)
                ? new Principal(origin, origin, Set.of(Role.PAGE), false)
                : null;
    }
}
