package org.sscard.servicekit.security;

import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;

/** Is told of every call that is refused at the door: for want of a role, or for its certificate. */
@FunctionalInterface
public interface RefusedCalls {

    /**
     * @param method full name of the gRPC method
     * @param caller null when no certificate was shown, or one that is not valid: then {@code why} names its serial number
     */
    void refused(String method, @Nullable Principal caller, CodedException why);
}
