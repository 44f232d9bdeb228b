package org.sscard.terminal.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/** In a first run the agent's own pages have these roles: the API explorer sends its calls so. */
public final class OwnPageAuthenticator implements Authenticator {

    private final Principal caller;

    public OwnPageAuthenticator(Set<Role> roles) {
        this.caller = new Principal("explorer", "explorer", roles, false);
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        return Caller.of(request.request().headers()) == Caller.OWN_PAGE ? caller : null;
    }
}
