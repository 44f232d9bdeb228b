package org.sscard.servicekit.security;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out who sends a request; null when this way of proof is absent. */
@FunctionalInterface
public interface Authenticator {

    @Nullable
    Principal authenticate(ServiceRequestContext request);

    /** The first that knows the caller decides. */
    static Authenticator firstOf(List<Authenticator> authenticators) {
        return request -> {
            for (Authenticator authenticator : authenticators) {
                Principal caller = authenticator.authenticate(request);
                if (caller != null) {
                    return caller;
                }
            }
            return null;
        };
    }
}
