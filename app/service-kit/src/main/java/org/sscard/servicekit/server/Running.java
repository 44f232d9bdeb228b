package org.sscard.servicekit.server;

import java.net.URI;
import java.util.List;
import org.sscard.servicekit.login.LoginLink;

/** A service that serves. Closing it answers what is under way, then stops. */
public interface Running extends AutoCloseable {

    /** Where a person or program finds it, without a trailing slash; https when it has a certificate. */
    URI url();

    /** One-time links for browsers; only a first run has any. */
    default List<LoginLink> loginLinks() {
        return List.of();
    }

    @Override
    void close();
}
