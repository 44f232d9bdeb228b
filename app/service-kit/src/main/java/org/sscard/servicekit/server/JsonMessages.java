package org.sscard.servicekit.server;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServiceDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Messages as JSON. A body that does not fit its message is the caller's mistake, whatever the parser threw at it. */
final class JsonMessages implements GrpcJsonMarshaller {

    private final GrpcJsonMarshaller inner;

    private JsonMessages(GrpcJsonMarshaller inner) {
        this.inner = inner;
    }

    static GrpcJsonMarshaller of(ServiceDescriptor service) {
        return new JsonMessages(GrpcJsonMarshaller.builder().build(service));
    }

    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream output) throws IOException {
        inner.serializeMessage(marshaller, message, output);
    }

    /** The parser's own message is left out: it repeats the value, which may be personal. */
    @Override
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream input) {
        try {
            return inner.deserializeMessage(marshaller, input);
        } catch (IOException | RuntimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "body", "JSON of the method's request");
        }
    }
}
