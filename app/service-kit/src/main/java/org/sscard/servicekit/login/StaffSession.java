package org.sscard.servicekit.login;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.util.AttributeKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.pages.FormToken;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * A person who is logged in with a browser.
 *
 * @param principal who it is
 * @param csrf what every form of this session carries as {@code _csrf}, 32 bytes as Base64url
 * @param certificate SHA-256 of the certificate that every request must show again, hex; null after a one-time link
 * @param started when the login was
 * @param ends when the session ends whatever happens
 */
public record StaffSession(
        Principal principal, String csrf, @Nullable String certificate, Instant started, Instant ends) {

    private static final AttributeKey<StaffSession> KEY = AttributeKey.valueOf(StaffSession.class, "SESSION");

    /** The session of a request that passed the guard. */
    public static StaffSession of(ServiceRequestContext request) {
        StaffSession session = request.attr(KEY);
        if (session == null) {
            throw new CodedException(ErrorCode.LOGIN_REQUIRED);
        }
        return session;
    }

    void passTo(ServiceRequestContext request) {
        request.setAttr(KEY, this);
        FormToken.put(request, csrf);
    }

    /** Never shows the token. */
    @Override
    public String toString() {
        return "StaffSession[" + principal.account() + ", " + started + "]";
    }
}
