package org.sscard.wire.error;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GrpcErrorsTest {

    @Test
    void everyCodeSurvivesTheWay() {
        assertThat(Arrays.asList(ErrorCode.values())).allSatisfy(code -> {
            StatusRuntimeException status = GrpcErrors.toStatus(new CodedException(code, "one", "2"));

            assertThat(status.getStatus().getCode())
                    .isEqualTo(ErrorCatalogue.entry(code).grpcStatus());
            CodedException back = GrpcErrors.fromStatus(status).orElseThrow();
            assertThat(back.code()).isEqualTo(code);
            assertThat(back.arguments()).containsExactly("one", "2");
        });
    }

    @Test
    void aStatusFromTheNetworkIsNoCodedFailure() {
        assertThat(GrpcErrors.fromStatus(Status.UNAVAILABLE.asRuntimeException()))
                .isEmpty();
    }

    @Test
    void aCodeOfANewerServiceIsNamed() {
        assertThat(GrpcErrors.fromStatus(status("sscard", "NOT_YET_INVENTED")).orElseThrow())
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.ANSWER_CODE_UNKNOWN))
                .satisfies(failure -> assertThat(failure.arguments()).containsExactly("NOT_YET_INVENTED"));
    }

    @Test
    void anotherDomainsErrorInfoIsNotOurs() {
        assertThat(GrpcErrors.fromStatus(status("example.org", "PORT_IN_USE"))).isEmpty();
    }

    private static StatusRuntimeException status(String domain, String reason) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.INTERNAL.value())
                .addDetails(Any.pack(ErrorInfo.newBuilder()
                        .setDomain(domain)
                        .setReason(reason)
                        .build()))
                .build());
    }
}
