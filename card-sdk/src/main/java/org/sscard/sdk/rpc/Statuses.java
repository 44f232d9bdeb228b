package org.sscard.sdk.rpc;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.Set;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;

/** What a gRPC status says, and what it does not. */
final class Statuses {
    /** Areas of the catalogue whose codes are decided before anything is posted. */
    private static final Set<String> DECIDED_BEFORE_POSTING =
            Set.of("insurance", "transaction", "policy", "key", "security", "approval");

    private static final Set<ErrorCode> REFUSED_AT_THE_DOOR =
            Set.of(ErrorCode.REQUEST_INVALID, ErrorCode.REQUEST_NOT_FOUND, ErrorCode.REQUEST_TOO_LARGE);

    private Statuses() {}

    /**
     * The insurer's refusal of a money message. Empty for everything that leaves open what the insurer did: a status
     * from the network (DEADLINE_EXCEEDED, UNAVAILABLE, CANCELLED, INTERNAL …) and a failure inside the service, whose
     * commit may stand although its answer was lost (faults F10).
     */
    static Optional<CodedException> refusal(StatusRuntimeException status) {
        return GrpcErrors.fromStatus(status).filter(Statuses::saysNothingWasPosted);
    }

    private static boolean saysNothingWasPosted(CodedException coded) {
        return coded.code() != ErrorCode.TRANSACTION_OUTCOME_UNKNOWN
                && (DECIDED_BEFORE_POSTING.contains(coded.entry().area())
                        || REFUSED_AT_THE_DOOR.contains(coded.code()));
    }

    /** The failure of a call that moves no money. */
    static CodedException failure(StatusRuntimeException status, String service) {
        return GrpcErrors.fromStatus(status)
                .orElseGet(() -> new CodedException(
                        status,
                        status.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED
                                ? ErrorCode.SERVICE_TIMEOUT
                                : ErrorCode.SERVICE_UNAVAILABLE,
                        service));
    }
}
