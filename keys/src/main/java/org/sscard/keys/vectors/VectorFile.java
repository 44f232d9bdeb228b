package org.sscard.keys.vectors;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;

/**
 * Recomputes every value of a vector file. Two formats: a list of card sessions ({@code card-crypto-vectors.json}) and
 * an object with single vectors ({@code crypto-vectors.json}). What is not known (an id, a group, a field) fails: a
 * vector that is skipped looks like one that passed.
 */
public final class VectorFile {

    /** The two files that ship with this module, as resources. */
    public static final List<String> SHIPPED = List.of("card-crypto-vectors.json", "crypto-vectors.json");

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private VectorFile() {}

    /** @throws KeyException VECTORS_UNREADABLE */
    public static VectorReport verify(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return verify(in, file.toString());
        } catch (IOException e) {
            throw new KeyException(KeyFault.VECTORS_UNREADABLE, file.toString(), e);
        }
    }

    /** @param name one of {@link #SHIPPED} */
    public static VectorReport verifyShipped(String name) {
        try (InputStream in = VectorFile.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new KeyException(KeyFault.VECTORS_UNREADABLE, name + " is not shipped");
            }
            return verify(in, name);
        } catch (IOException e) {
            throw new KeyException(KeyFault.VECTORS_UNREADABLE, name, e);
        }
    }

    private static VectorReport verify(InputStream in, String name) throws IOException {
        JsonNode root = MAPPER.readTree(in);
        List<VectorResult> results;
        if (root.isArray()) {
            results = sessions(root);
        } else if (root.path("vectors").isArray()) {
            results = vectors(root);
        } else {
            throw new KeyException(KeyFault.VECTORS_UNREADABLE, name + " has neither of the two vector formats");
        }
        if (results.isEmpty()) {
            results.add(new VectorResult(name, List.of("holds no vector")));
        }
        return new VectorReport(results);
    }

    private static List<VectorResult> sessions(JsonNode root) {
        List<VectorResult> results = new ArrayList<>();
        for (int i = 0; i < root.size(); i++) {
            results.addAll(CardSessionVectors.verify("session " + (i + 1), root.get(i)));
        }
        return results;
    }

    private static List<VectorResult> vectors(JsonNode root) {
        List<VectorResult> results = new ArrayList<>();
        root.fieldNames().forEachRemaining(field -> {
            if (!field.equals("meta") && !field.equals("vectors")) {
                results.add(new VectorResult(field, List.of("unknown part of the file")));
            }
        });
        root.path("vectors").forEach(vector -> results.add(SingleVectors.verify(vector)));
        return results;
    }
}
