package org.sscard.terminal.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.sscard.servicekit.security.Role;

/**
 * A web origin whose pages may ask.
 *
 * @param origin as a browser sends it, {@code https://his.example}
 */
public record AllowedOrigin(String origin, Set<Scope> scopes) {

    public AllowedOrigin {
        scopes = Set.copyOf(scopes);
    }

    /**
     * {@code ORIGIN} for the basic read, or {@code ORIGIN=scope,scope}.
     *
     * @throws IllegalArgumentException naming what is expected
     */
    public static AllowedOrigin parse(String text) {
        int at = text.indexOf('=');
        String origin = at < 0 ? text : text.substring(0, at);
        if (!origin.matches("https?://[^/?#\\s]+")) {
            throw new IllegalArgumentException("an origin such as https://his.example");
        }
        Set<Scope> scopes = at < 0
                ? EnumSet.of(Scope.BASIC_READ)
                : Arrays.stream(text.substring(at + 1).split(","))
                        .map(scope -> Scope.of(scope.strip()))
                        .collect(Collectors.toSet());
        return new AllowedOrigin(origin, scopes);
    }

    Set<Role> roles() {
        return scopes.stream().map(Scope::role).collect(Collectors.toSet());
    }
}
