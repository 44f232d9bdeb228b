package org.sscard.terminal.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/** A program that runs as a user whom the agent serves has these roles; what a browser sends is a page's, not a program's. */
public final class SameUserAuthenticator implements Authenticator {

    private final Principal caller;
    private final PeerUser users;

    public SameUserAuthenticator(Set<Role> roles, PeerUser users) {
        this.caller = new Principal("local", "local", roles, false);
        this.users = users;
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        boolean ours =
                Caller.of(request.request().headers()) == Caller.PROGRAM && users.of(request) == PeerUser.Standing.OURS;
        return ours ? caller : null;
    }
}
