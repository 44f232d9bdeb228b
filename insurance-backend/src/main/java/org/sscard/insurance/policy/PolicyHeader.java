package org.sscard.insurance.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What a policy file says of itself before it is read whole. */
public final class PolicyHeader {

    private PolicyHeader() {}

    /** RESIDENT or EMPLOYEE. */
    public static String scheme(byte[] yaml) {
        try {
            JsonNode scheme = PolicyYaml.mapper().readTree(yaml).path("scheme");
            if (!scheme.isTextual() || !scheme.asText().matches("RESIDENT|EMPLOYEE")) {
                throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "scheme");
            }
            return scheme.asText();
        } catch (JsonProcessingException e) {
            throw new CodedException(e, ErrorCode.POLICY_FILE_INVALID, PolicyYaml.place(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
