package org.sscard.terminal.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.sscard.servicekit.security.Role;

/**
 * A web origin whose pages may ask.
 *
 * @param origin as a browser sends it, {@code https://his.example}
 */
public record AllowedOrigin(String origin, Set<Scope> scopes) {

    private static final Pattern ORIGIN =
            Pattern.compile("(https?)://([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])(:[0-9]{1,5})?");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public AllowedOrigin {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("an origin such as https://his.example");
        }
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
        return new AllowedOrigin(origin, at < 0 ? EnumSet.of(Scope.BASIC_READ) : scopes(text.substring(at + 1)));
    }

    /** @param titles scopes with commas between them */
    public static Set<Scope> scopes(String titles) {
        return Arrays.stream(titles.split(",", -1))
                .map(scope -> Scope.of(scope.strip()))
                .collect(Collectors.toSet());
    }

    /** The scopes as {@link #scopes(String)} reads them. */
    public String scopeTitles() {
        return scopes.stream().sorted().map(Scope::title).collect(Collectors.joining(","));
    }

    /** Whether a browser treats its pages as a secure context, where nobody on the way can change them. */
    public boolean isSecure() {
        Matcher parts = ORIGIN.matcher(origin);
        return parts.matches()
                && (parts.group(1).equals("https")
                        || LOOPBACK.contains(parts.group(2).toLowerCase(java.util.Locale.ROOT)));
    }

    Set<Role> roles() {
        return scopes.stream().map(Scope::role).collect(Collectors.toSet());
    }
}
