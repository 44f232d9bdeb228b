package org.sscard.issuer.cardtest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.sscard.keys.KeyException;
import org.sscard.keys.hierarchy.ImageRoots;
import org.sscard.spec.layout.CardAlgorithm;
import org.sscard.spec.layout.CardLayout;
import org.sscard.spec.layout.SpecificationVersion;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What a card image or a key file tells a tester: {@code keys} (root16, root8, named), and, where it says so, region,
 * version, algorithm, pin and optional parts. A key file needs {@code keys} alone.
 */
public final class TestCardFile {

    private static final Set<String> MEMBERS = Set.of(
            "kind",
            "version",
            "algorithm",
            "atrHistoricalBytes",
            "region",
            "pin",
            "keys",
            "elements",
            "files",
            "records",
            "medical",
            "optional",
            "counters",
            "blocked",
            "state");

    private final JsonNode file;
    private final Clock clock;

    private TestCardFile(JsonNode file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /**
     * @param name of the file, for errors
     * @throws CodedException CARD_IMAGE_INVALID naming the path in the file that is wrong
     */
    public static TestCardFile parse(String json, String name, Clock clock) {
        try {
            JsonNode file = new JsonMapper().readTree(json);
            if (!file.isObject()) {
                throw invalid(name, "not a JSON object");
            }
            file.fieldNames().forEachRemaining(member -> {
                if (!MEMBERS.contains(member)) {
                    throw invalid(name, member + ": unknown name");
                }
            });
            if (!file.path("keys").isObject()) {
                throw invalid(name, "keys: missing");
            }
            TestCardFile parsed = new TestCardFile(file, clock);
            parsed.check(name);
            return parsed;
        } catch (JsonProcessingException e) {
            throw invalid(name, "not JSON");
        }
    }

    private void check(String name) {
        if (file.has("region")
                && !text("region").filter(region -> region.matches("[0-9]{6}")).isPresent()) {
            throw invalid(name, "region: not 6 digits");
        }
        if (file.has("version") && version().isEmpty()) {
            throw invalid(name, "version: not a version such as 1.00, 2.00 or 3.00");
        }
        if (file.has("algorithm") && algorithm().isEmpty()) {
            throw invalid(name, "algorithm: DES or SM4");
        }
        if (file.has("pin")
                && !text("pin").filter(pin -> pin.matches("[0-9]{4,16}")).isPresent()) {
            throw invalid(name, "pin: not 4 to 16 digits");
        }
        try {
            authority().close();
        } catch (KeyException e) {
            throw new CodedException(e, ErrorCode.CARD_IMAGE_INVALID, name + ": " + e.detail());
        }
    }

    private static CodedException invalid(String name, String what) {
        return new CodedException(ErrorCode.CARD_IMAGE_INVALID, name + ": " + what);
    }

    private Optional<String> text(String member) {
        return Optional.ofNullable(file.path(member).textValue());
    }

    private Optional<SpecificationVersion> version() {
        return text("version").filter(text -> !text.isEmpty()).flatMap(SpecificationVersion::ofElement03);
    }

    private Optional<CardAlgorithm> algorithm() {
        return text("algorithm").flatMap(text -> switch (text) {
            case "DES" -> Optional.of(CardAlgorithm.DES);
            case "SM4" -> Optional.of(CardAlgorithm.SM4);
            default -> Optional.empty();
        });
    }

    public TestSubject subject() {
        Set<String> optional = new HashSet<>();
        file.path("optional").forEach(node -> optional.add(node.asText()));
        return new TestSubject(text("region"), version(), algorithm(), optional);
    }

    /** ASCII digits of the PIN; the default of the specification where the file says none. The caller erases them. */
    public byte[] pin() {
        String digits = text("pin")
                .orElseGet(() -> CardLayout.of(SpecificationVersion.V2_0).pin().defaultPin());
        return digits.getBytes(StandardCharsets.US_ASCII);
    }

    /** Test keys; closed by the caller. */
    public TestAuthority authority() {
        return new KeyAuthority(ImageRoots.open(file.path("keys"), clock));
    }
}
