package org.sscard.issuer.keyservice;

import java.util.Set;
import org.sscard.servicekit.security.Role;

/** Who asks: the account of its certificate, and what that may be. */
public record KeyCaller(String account, Set<Role> roles) {

    public KeyCaller {
        roles = Set.copyOf(roles);
    }
}
