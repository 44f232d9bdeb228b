package org.sscard.servicekit.server;

import java.net.URI;

/** A service that serves. Closing it answers what is under way, then stops. */
public interface Running extends AutoCloseable {

    /** Where a person or program finds it, without a trailing slash; https when it has a certificate. */
    URI url();

    @Override
    void close();
}
