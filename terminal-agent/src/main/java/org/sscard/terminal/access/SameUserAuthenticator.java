package org.sscard.terminal.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Authenticator;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/**
 * A program that runs as the agent's own operating-system user has these roles. Whatever a browser sends (Origin,
 * Sec-Fetch-Site) is a page's request, not a program's, and gets nothing here.
 */
public final class SameUserAuthenticator implements Authenticator {

    private static final AttributeKey<Boolean> OURS = AttributeKey.valueOf(SameUserAuthenticator.class, "OURS");

    private final Principal caller;
    private final PeerUser users;

    public SameUserAuthenticator(Set<Role> roles) {
        this.caller = new Principal("local", "local", roles, false);
        this.users = PeerUser.ofThisMachine();
    }

    @Override
    public @Nullable Principal authenticate(ServiceRequestContext request) {
        HttpHeaders headers = request.request().headers();
        boolean page = headers.contains(HttpHeaderNames.ORIGIN) || headers.contains(HttpHeaderNames.SEC_FETCH_SITE);
        return !page && isOurs(request) ? caller : null;
    }

    /** Asked once a connection: the tables of the system take longer to read than a card. */
    private boolean isOurs(ServiceRequestContext request) {
        Channel connection = Objects.requireNonNull(request.log().partial().channel());
        Boolean known = connection.attr(OURS).get();
        if (known == null) {
            known = users.isOurs(request.remoteAddress(), request.localAddress());
            connection.attr(OURS).set(known);
        }
        return known;
    }
}
