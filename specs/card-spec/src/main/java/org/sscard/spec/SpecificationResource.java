package org.sscard.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** {@code card-spec.json}, the specification as data. Its form is fixed by {@code card-spec.schema.json}. */
public final class SpecificationResource {

    private static final String RESOURCE = "/org/sscard/spec/card-spec.json";

    private SpecificationResource() {}

    /** One section of the document, such as {@code layouts} or {@code commands}. */
    public static JsonNode section(String name) {
        JsonNode section = Holder.ROOT.get(name);
        if (section == null) {
            throw new IllegalStateException("card-spec.json has no section " + name);
        }
        return section;
    }

    private static final class Holder {
        static final JsonNode ROOT = load();

        private static JsonNode load() {
            try (@Nullable InputStream in = SpecificationResource.class.getResourceAsStream(RESOURCE)) {
                if (in == null) {
                    throw new IllegalStateException("resource missing: " + RESOURCE);
                }
                return new ObjectMapper().readTree(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
