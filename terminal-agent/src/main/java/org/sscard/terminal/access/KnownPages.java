package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The web pages that may ask: origins that the administrator listed, which need no token, and origins that a person
 * consented to, which do. A browser's WebSocket cannot set headers, so its token comes as a subprotocol.
 */
public final class KnownPages {

    /** Before the token among the subprotocols of a WebSocket. */
    public static final String TOKEN_PROTOCOL = "sscard.token.";

    private static final String BEARER = "Bearer ";

    private final Map<String, AllowedOrigin> listed;
    private final Pairings pairings;

    public KnownPages(List<AllowedOrigin> listed, Pairings pairings) {
        this.listed =
                listed.stream().collect(Collectors.toMap(AllowedOrigin::origin, Function.identity(), KnownPages::both));
        this.pairings = pairings;
    }

    private static AllowedOrigin both(AllowedOrigin one, AllowedOrigin other) {
        Set<Scope> scopes = EnumSet.copyOf(one.scopes());
        scopes.addAll(other.scopes());
        return new AllowedOrigin(one.origin(), scopes);
    }

    /** Whether requests of this origin reach the agent at all. */
    public boolean knows(String origin) {
        return listed.containsKey(origin) || pairings.knows(origin);
    }

    /** What a request of this origin may do; empty for a paired page without its token. */
    Optional<AllowedOrigin> find(String origin, RequestHeaders headers) {
        return Stream.of(Optional.ofNullable(listed.get(origin)), paired(origin, headers))
                .flatMap(Optional::stream)
                .reduce(KnownPages::both);
    }

    private Optional<AllowedOrigin> paired(String origin, RequestHeaders headers) {
        String token = token(headers);
        return token == null ? Optional.empty() : pairings.find(origin, token);
    }

    private static @Nullable String token(RequestHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null && authorization.startsWith(BEARER)) {
            return authorization.substring(BEARER.length()).strip();
        }
        return Arrays.stream(
                        headers.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, "").split(",", -1))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(TOKEN_PROTOCOL))
                .map(protocol -> protocol.substring(TOKEN_PROTOCOL.length()))
                .findFirst()
                .orElse(null);
    }
}
