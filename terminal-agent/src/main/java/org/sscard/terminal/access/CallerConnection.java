package org.sscard.terminal.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import java.util.function.BooleanSupplier;

/** Whether the program or page that is being served still holds its connection. */
public final class CallerConnection {

    private static final String KIOSK = "/kiosk";

    private CallerConnection() {}

    /** Of the request that this thread serves. A kiosk's visit does not hang on one request of its page. */
    public static BooleanSupplier ofThisRequest() {
        ServiceRequestContext request = ServiceRequestContext.currentOrNull();
        if (request == null || request.path().startsWith(KIOSK)) {
            return () -> true;
        }
        Channel connection = request.log().partial().channel();
        return () -> connection == null || connection.isActive();
    }
}
