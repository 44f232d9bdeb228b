package org.sscard.servicekit.security;

import io.grpc.Context;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Who calls.
 *
 * @param account name of the account or service (CN)
 * @param person the human being behind the account (serialNumber of the subject), the same over all accounts of one
 *     person; the account itself where none is given
 * @param roles what the account may be
 * @param certified whether a client certificate proved it
 */
public record Principal(String account, String person, Set<Role> roles, boolean certified) {

    private static final Context.Key<Principal> CALLER = Context.key("org.sscard.caller");

    public Principal {
        roles = Set.copyOf(roles);
    }

    public boolean has(Role role) {
        return roles.contains(role);
    }

    /** The caller of the gRPC call that runs in this thread. */
    public static Principal current() {
        Principal caller = CALLER.get();
        if (caller == null) {
            throw new CodedException(ErrorCode.LOGIN_REQUIRED);
        }
        return caller;
    }

    /** Does work as this caller, for ways in other than gRPC. */
    public <T> T calling(Supplier<T> work) {
        Context mine = in(Context.current(), this);
        Context before = mine.attach();
        try {
            return work.get();
        } finally {
            mine.detach(before);
        }
    }

    static Context in(Context context, @Nullable Principal caller) {
        return caller == null ? context : context.withValue(CALLER, caller);
    }
}
