package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.util.function.Supplier;
import org.sscard.audit.AuditException;
import org.sscard.keys.KeyException;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;

/** How a call is answered, and who is said to have made it. */
final class Calls {

    private Calls() {}

    static <T> void answer(StreamObserver<T> observer, Supplier<T> work) {
        T answer = coded(work);
        observer.onNext(answer);
        observer.onCompleted();
    }

    /** Failures of modules that do not know the catalogue's type, as coded ones: their codes are the catalogue's. */
    static <T> T coded(Supplier<T> work) {
        try {
            return work.get();
        } catch (CodedException e) {
            throw GrpcErrors.toStatus(e);
        } catch (KeyException e) {
            throw GrpcErrors.toStatus(new CodedException(e, ErrorCode.valueOf(e.code()), e.detail()));
        } catch (AuditException e) {
            throw GrpcErrors.toStatus(new CodedException(e, ErrorCode.valueOf(e.code()), "audit.log"));
        }
    }

    /** The account that a certificate proved; in a first run without one, whom the request names. */
    static String actor(String named) {
        Principal caller = Principal.current();
        return caller.certified() || named.isBlank() ? caller.account() : named.strip() + " (" + caller.account() + ")";
    }
}
