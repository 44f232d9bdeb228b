package org.sscard.insurance.compat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** JSON as the national interface writes it: amounts are plain decimal numbers, times have a blank. */
final class Json {

    private static final int DEEPEST = 100;
    private static final JsonFactory UNBOUNDED = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    /** Empty when the bytes are not a JSON object; one that is nested too deeply or has too large a number is refused. */
    static Optional<JsonNode> object(byte[] bytes) {
        try {
            JsonNode node = MAPPER.readTree(bytes);
            return node == null || !node.isObject() ? Optional.empty() : Optional.of(node);
        } catch (StreamConstraintsException | NumberFormatException e) {
            // An exponent that no number has is a plain NumberFormatException of the parser.
            if (wellFormedObject(bytes)) {
                throw new CodedException(
                        e, ErrorCode.REQUEST_INVALID, "body", "nested too deeply, or too large a number");
            }
            return Optional.empty();
        } catch (IOException e) {
            // Bytes that are no text at all are no JSON either.
            return Optional.empty();
        }
    }

    /** Walks over the tokens without keeping or computing any. */
    private static boolean wellFormedObject(byte[] bytes) {
        try (JsonParser parser = UNBOUNDED.createParser(bytes)) {
            boolean object = parser.nextToken() == JsonToken.START_OBJECT;
            parser.skipChildren();
            return object && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    static byte[] bytes(JsonNode node) {
        try {
            return MAPPER.writeValueAsBytes(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static BigDecimal yuan(long fen) {
        return BigDecimal.valueOf(fen, 2);
    }

    /** A price or quantity × 10,000, without trailing zeros. */
    static BigDecimal plain1e4(long times1e4) {
        BigDecimal plain = BigDecimal.valueOf(times1e4, 4).stripTrailingZeros();
        return plain.scale() < 0 ? plain.setScale(0) : plain;
    }

    static BigDecimal ratio(int basisPoints) {
        return BigDecimal.valueOf(basisPoints, 4);
    }

    static String time(LocalDateTime time) {
        return time.format(TIME);
    }
}
