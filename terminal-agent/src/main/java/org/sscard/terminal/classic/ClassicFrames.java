package org.sscard.terminal.classic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The JSON frames of §7. The classic one: {@code {"function":…,"iType":3}} answered by {@code {"functionName":…,"success":1 or
 * the negative code,"pOutInfo":…}}; that of another agent: {@code {"func":…,"in":[…]}} answered by {@code
 * {"result":"0","out":[…]}}. Numbers may come as strings and strings as numbers.
 */
public final class ClassicFrames {

    private static final int LONGEST_FRAME = 1 << 20;
    private static final int DEEPEST_FRAME = 16;
    private static final int SUCCESS = 1;
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final JsonMapper json = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST_FRAME)
                            .maxStringLength(LONGEST_FRAME)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final ClassicCalls calls;
    private final NhsaCalls nhsa;

    public ClassicFrames(ClassicCalls calls) {
        this.calls = calls;
        this.nhsa = new NhsaCalls(calls);
    }

    /** A frame of the WebSocket. */
    public String answer(ClassicCaller caller, String frame) {
        Optional<ObjectNode> request = parsed(frame);
        if (request.isEmpty()) {
            return classic("", input("JSON"));
        }
        JsonNode func = request.get().get("func");
        return func == null
                ? named(caller, text(request.get().path("function")), request.get())
                : positional(caller, text(func), request.get().path("in"));
    }

    /** {@code POST /classic/{function}}: the function may be absent from the body, but must not contradict the path. */
    public String answer(ClassicCaller caller, String function, String body) {
        Optional<ObjectNode> request = parsed(body);
        if (request.isEmpty()) {
            return classic(function, input("JSON"));
        }
        JsonNode stated = request.get().get("function");
        if (stated != null && !text(stated).equals(function)) {
            return classic(function, input("function"));
        }
        return named(caller, function, request.get());
    }

    /** {@code POST /nhsa/{call}} with a JSON object, answered by the classic frame. */
    public String nhsa(ClassicCaller caller, String call, String body) {
        return classic(
                call,
                parsed(body)
                        .map(request -> nhsa.answer(caller, call, parameters(request)))
                        .orElseGet(() -> input("JSON")));
    }

    private String named(ClassicCaller caller, String name, ObjectNode request) {
        ClassicAnswer answer = ClassicFunction.find(name)
                .map(function -> calls.call(caller, function, parameters(request)))
                .orElseGet(() -> notSupported(name));
        return classic(name, answer);
    }

    private String positional(ClassicCaller caller, String name, JsonNode in) {
        ClassicAnswer answer = ClassicFunction.find(name)
                .map(function -> calls.call(caller, function, parameters(function, in)))
                .orElseGet(() -> notSupported(name));
        ObjectNode frame = json.createObjectNode().put("result", Integer.toString(answer.code()));
        ArrayNode out = frame.putArray("out");
        out.add(answer.outInfo());
        return frame.toString();
    }

    private String classic(String functionName, ClassicAnswer answer) {
        return json.createObjectNode()
                .put("functionName", functionName)
                .put("success", answer.isSuccess() ? SUCCESS : answer.code())
                .put("pOutInfo", answer.outInfo())
                .toString();
    }

    private static Map<String, String> parameters(ObjectNode request) {
        Map<String, String> parameters = new HashMap<>();
        request.properties().forEach(field -> {
            if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                parameters.put(field.getKey().equals("pkey") ? "pKey" : field.getKey(), text(field.getValue()));
            }
        });
        return parameters;
    }

    private static Map<String, String> parameters(ClassicFunction function, JsonNode in) {
        Map<String, String> parameters = new HashMap<>();
        List<String> names = function.parameters();
        for (int at = 0; at < names.size() && at < in.size(); at++) {
            if (in.get(at).isValueNode()) {
                parameters.put(names.get(at), text(in.get(at)));
            }
        }
        return parameters;
    }

    /** Programs that know no whole numbers send 3.0 for 3. */
    private static String text(JsonNode value) {
        boolean whole = value.isFloatingPointNumber() && value.canConvertToExactIntegral() && value.canConvertToLong();
        return whole ? Long.toString(value.longValue()) : value.asText();
    }

    /** Some programs begin with a byte order mark, or send the terminating NUL of a C string too. */
    private Optional<ObjectNode> parsed(String frame) {
        int from = frame.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
        int to = frame.length();
        while (to > from && frame.charAt(to - 1) == 0) {
            to--;
        }
        try {
            return json.readTree(frame.substring(from, to)) instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static ClassicAnswer input(String what) {
        return ClassicAnswer.failure(new CodedException(ErrorCode.CLASSIC_INPUT, what));
    }

    static ClassicAnswer notSupported(String what) {
        return ClassicAnswer.failure(new CodedException(ErrorCode.CLASSIC_NOT_SUPPORTED, what));
    }
}
