package org.sscard.virtualcard.testcards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A card, blank or PSAM of the project's test set: fictional holders, valid check digits, the test roots. What stands
 * at an issuer or insurer only, such as a lost card, has its own card here so that a sandbox can know it by number.
 *
 * @param id file name without ending
 * @param kind card, blank or psam
 */
public record TestCardImage(String id, String kind, String zh, String en) {

    private static final String FOLDER = "/org/sscard/virtualcard/testcards/";

    /** All of them, in the order of the index. */
    public static List<TestCardImage> all() {
        try {
            List<TestCardImage> all = new ArrayList<>();
            for (JsonNode entry : new ObjectMapper().readTree(read("index")).get("testCards")) {
                all.add(new TestCardImage(
                        entry.get("id").asText(),
                        entry.get("kind").asText(),
                        entry.get("zh").asText(),
                        entry.get("en").asText()));
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Optional<TestCardImage> find(String id) {
        return all().stream().filter(card -> card.id().equals(id)).findFirst();
    }

    /** The image as {@code sscard card serve --image} takes it. */
    public String json() {
        try {
            return read(id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String name) throws IOException {
        try (@Nullable InputStream in = TestCardImage.class.getResourceAsStream(FOLDER + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("resource missing: " + FOLDER + name + ".json");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
