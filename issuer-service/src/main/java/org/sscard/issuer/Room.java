package org.sscard.issuer;

import org.sscard.servicekit.server.ServiceServer;

/** A part of the bureau: it is built on the premises and the rooms before it, says what it serves, and begins its work last. */
interface Room {

    /** Its gRPC services and its pages. */
    void on(ServiceServer.Builder server);

    /** Timers and what else works by itself; the server runs by then. */
    default void start() {}
}
