package org.sscard.servicekit.config;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Reads a YAML file into a record. Every key must be a component of the record and every component must be named, unless it
 * carries {@link Default} or is {@code @Nullable}; a wrong one is a {@link CodedException} that names the path. Records
 * nest, alone and in lists and maps. Values are typed exactly: a code of digits (a region) must stand in quotes. A
 * {@code Duration} is written 500ms, 30s, 10m, 2h or 7d.
 */
public final class Configuration {

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .addModule(TextValues.module())
            .build();

    private Configuration() {}

    /** Reads a file; {@code overrides} are dotted paths ({@code server.port}) with YAML values that win over the file. */
    public static <T extends Record> T read(Path file, Map<String, String> overrides, Class<T> type) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new CodedException(e, ErrorCode.CONFIG_FILE_NOT_FOUND, file);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CONFIG_SYNTAX, file, 0);
        }
        return parse(text, file.toString(), overrides, type);
    }

    /** The record of the defaults and the overrides alone, for a start without a file. */
    public static <T extends Record> T defaults(Map<String, String> overrides, Class<T> type) {
        return parse("{}", "defaults", overrides, type);
    }

    /** Reads YAML text; {@code source} names it in errors. */
    public static <T extends Record> T parse(String yaml, String source, Map<String, String> overrides, Class<T> type) {
        JsonNode read = tree(yaml, source);
        if (read.isMissingNode() || read.isNull()) {
            read = YAML.createObjectNode();
        }
        if (!(read instanceof ObjectNode root)) {
            throw new CodedException(ErrorCode.CONFIG_SYNTAX, source, 1);
        }
        overrides.forEach((path, value) -> override(root, path, value));
        new RecordShape(Configuration::tree).check(root, type, "");
        try {
            return YAML.treeToValue(root, type);
        } catch (JsonMappingException e) {
            throw invalid(e);
        } catch (JacksonException e) {
            throw new CodedException(ErrorCode.CONFIG_SYNTAX, source, line(e));
        }
    }

    private static JsonNode tree(String yaml, String source) {
        try {
            return YAML.readTree(yaml);
        } catch (JacksonException e) {
            throw new CodedException(ErrorCode.CONFIG_SYNTAX, source, line(e));
        }
    }

    private static void override(ObjectNode root, String path, String value) {
        ObjectNode at = root;
        String[] names = path.split("\\.", -1);
        for (int i = 0; i < names.length - 1; i++) {
            at = at.get(names[i]) instanceof ObjectNode inner ? inner : at.putObject(names[i]);
        }
        JsonNode node = tree(value, path);
        at.set(names[names.length - 1], node.isMissingNode() ? TextNode.valueOf(value) : node);
    }

    /** Jackson's own message is left out: it repeats the value, which may be a secret. */
    private static CodedException invalid(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        if (e.getCause() instanceof CodedException coded) {
            return coded;
        }
        return new CodedException(ErrorCode.CONFIG_VALUE_INVALID, path, expected(e));
    }

    private static String expected(JsonMappingException e) {
        if (e.getCause() instanceof IllegalArgumentException ofRecord && ofRecord.getMessage() != null) {
            return ofRecord.getMessage();
        }
        if (e instanceof com.fasterxml.jackson.databind.exc.MismatchedInputException mismatch
                && mismatch.getTargetType() != null) {
            return RecordShape.nameOf(mismatch.getTargetType());
        }
        return "another value";
    }

    private static int line(JacksonException e) {
        return e.getLocation() == null ? 0 : e.getLocation().getLineNr();
    }
}
