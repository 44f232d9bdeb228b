package org.sscard.servicekit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.sscard.wire.error.CodedException;

/** A coded failure as a REST client sees it (RFC 9457). */
public record Problem(
        String type,
        int status,
        String code,
        String title,
        String detail,
        String zh,
        String en,
        String remedyZh,
        String remedyEn,
        String actor,
        boolean retryable) {

    public static final MediaType MEDIA_TYPE = MediaType.parse("application/problem+json; charset=utf-8");

    private static final ObjectMapper JSON = new ObjectMapper();

    public static Problem of(CodedException failure) {
        return new Problem(
                "urn:sscard:error:" + failure.code(),
                HttpStatuses.of(failure).code(),
                failure.code().name(),
                failure.zh(),
                failure.remedyZh(),
                failure.zh(),
                failure.en(),
                failure.remedyZh(),
                failure.remedyEn(),
                failure.entry().actor().name().toLowerCase(Locale.ROOT),
                failure.retryable());
    }

    public HttpResponse response() {
        return HttpResponse.of(HttpStatus.valueOf(status), MEDIA_TYPE, HttpData.wrap(json()));
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
