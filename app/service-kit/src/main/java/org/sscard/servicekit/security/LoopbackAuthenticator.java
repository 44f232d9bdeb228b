package org.sscard.servicekit.security;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A first run ({@code --dev}): whoever calls from this machine without a certificate gets the roles that the service
 * configures. Roles that need a certificate cannot be given.
 */
public final class LoopbackAuthenticator implements Authenticator {

    private final Principal caller;

    public LoopbackAuthenticator(Set<Role> roles) {
        List<Role> refused = roles.stream().filter(Role::needsCertificate).toList();
        if (!refused.isEmpty()) {
            throw new IllegalArgumentException("only a certificate gives " + refused);
        }
        this.caller = new Principal("dev", "dev", roles, false);
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        return request.remoteAddress().getAddress().isLoopbackAddress() ? caller : null;
    }
}
