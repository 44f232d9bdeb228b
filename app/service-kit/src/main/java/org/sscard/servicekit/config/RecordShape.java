package org.sscard.servicekit.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Compares a tree with a record's components before binding, so that errors name the path; puts defaults in. */
final class RecordShape {

    private final BiFunction<String, String, JsonNode> parser;

    RecordShape(BiFunction<String, String, JsonNode> parser) {
        this.parser = parser;
    }

    void check(ObjectNode node, Class<?> type, String path) {
        Map<String, RecordComponent> components = Arrays.stream(type.getRecordComponents())
                .collect(Collectors.toMap(RecordComponent::getName, component -> component));
        for (Map.Entry<String, JsonNode> property : List.copyOf(node.properties())) {
            if (!components.containsKey(property.getKey())) {
                throw new CodedException(
                        ErrorCode.CONFIG_KEY_UNKNOWN,
                        join(path, property.getKey()),
                        Arrays.stream(type.getRecordComponents())
                                .map(RecordComponent::getName)
                                .collect(Collectors.joining(", ")));
            }
        }
        for (RecordComponent component : type.getRecordComponents()) {
            complete(node, component, path);
        }
    }

    private void complete(ObjectNode node, RecordComponent component, String path) {
        String name = component.getName();
        String here = join(path, name);
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            Default absent = component.getAnnotation(Default.class);
            if (absent != null) {
                value = component.getType() == String.class
                        ? TextNode.valueOf(absent.value())
                        : parser.apply(absent.value(), here);
                node.set(name, value);
            } else if (component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                node.remove(name);
                return;
            } else {
                throw new CodedException(ErrorCode.CONFIG_KEY_MISSING, here);
            }
        }
        descend(value, component.getGenericType(), here);
    }

    private void descend(JsonNode value, Type type, String path) {
        if (type instanceof Class<?> plain && plain.isRecord()) {
            if (!(value instanceof ObjectNode object)) {
                throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, path, nameOf(plain));
            }
            check(object, plain, path);
        } else if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            Type element = arguments[arguments.length - 1];
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    descend(value.get(i), element, path + "[" + i + "]");
                }
            } else if (value.isObject()) {
                value.properties()
                        .forEach(property -> descend(property.getValue(), element, join(path, property.getKey())));
            }
        }
    }

    static String nameOf(Class<?> type) {
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants()).map(Object::toString).collect(Collectors.joining(" | "));
        }
        if (type.isRecord()) {
            return Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (type == String.class) {
            return "text, in quotes when it is made of digits";
        }
        return type.getSimpleName().toLowerCase(Locale.ROOT);
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
