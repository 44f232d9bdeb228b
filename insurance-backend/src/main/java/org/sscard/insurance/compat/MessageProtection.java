package org.sscard.insurance.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Messages under SM2 and SM4, for institutions that have keys here: each of theirs must be signed, its body may be sealed,
 * and so is the answer. Nothing is opened before its signature holds.
 */
final class MessageProtection {

    private static final String SM2 = "SM2";
    private static final String SM4 = "SM4";

    private final MessageKeys keys;

    MessageProtection(MessageKeys keys) {
        this.keys = keys;
    }

    /**
     * A message that may be worked on, and how its answer goes out.
     *
     * @param keys null: the answer is plain
     * @param sealed whether the body came sealed
     */
    record Opened(JsonNode message, MessageKeys.@Nullable Pair keys, boolean sealed) {}

    /** @throws CodedException MESSAGE_NOT_SIGNED, MESSAGE_SIGNATURE_WRONG, MESSAGE_NOT_OPENED */
    Opened open(JsonNode message) {
        JsonNode code = NodeShape.blank(message.path("fixmedins_code"))
                ? message.path("medins_code")
                : message.path("fixmedins_code");
        MessageKeys.Pair pair = keys.of(code.asText()).orElse(null);
        if (pair == null) {
            return new Opened(message, null, false);
        }
        if (!message.path("signtype").asText().equals(SM2) || NodeShape.blank(message.path("cainfo"))) {
            throw new CodedException(ErrorCode.MESSAGE_NOT_SIGNED);
        }
        byte[] signature = base64(message.path("cainfo").asText());
        if (!pair.signed(SigningString.of(message, "input"), signature)) {
            throw new CodedException(ErrorCode.MESSAGE_SIGNATURE_WRONG);
        }
        JsonNode input = message.path("input");
        if (!input.isTextual()) {
            return new Opened(message, pair, false);
        }
        if (!message.path("enc_type").asText().equals(SM4)) {
            throw new CodedException(ErrorCode.MESSAGE_NOT_OPENED);
        }
        ObjectNode plain = ((ObjectNode) message).deepCopy();
        plain.set(
                "input",
                Json.object(pair.open(base64(input.textValue())))
                        .orElseThrow(() -> new CodedException(ErrorCode.MESSAGE_NOT_OPENED)));
        return new Opened(plain, pair, true);
    }

    /** The same reply gives the same bytes, so that a resend is answered byte for byte here too. */
    byte[] close(byte[] reply, MessageKeys.@Nullable Pair pair, boolean seal) {
        if (pair == null) {
            return reply;
        }
        ObjectNode message = (ObjectNode) Json.object(reply).orElseThrow();
        if (seal && pair.seals()) {
            byte[] sealed = pair.seal(Json.bytes(message.path("output")));
            message.put("enc_type", SM4).put("output", Base64.getEncoder().encodeToString(sealed));
        }
        message.put("signtype", SM2);
        byte[] signature = pair.sign(SigningString.of(message, "output"));
        message.put("cainfo", Base64.getEncoder().encodeToString(signature));
        return Json.bytes(message);
    }

    /** A file (9102) as it goes out, and the headers that say how. */
    record ClosedFile(ByteString bytes, Map<String, String> headers) {}

    /**
     * The bytes of a file, sealed when the message came sealed, with the signature in the header {@code cainfo}: there is no
     * envelope around them. The signature covers msgid and institution, so that no file can be passed off for another.
     */
    ClosedFile closeFile(byte[] file, JsonNode message, MessageKeys.@Nullable Pair pair, boolean seal) {
        if (pair == null) {
            return new ClosedFile(ByteString.copyFrom(file), Map.of());
        }
        byte[] bytes = seal && pair.seals() ? pair.seal(file) : file;
        ObjectNode outer = Json.object().put("signtype", SM2);
        outer.set("fixmedins_code", message.path("fixmedins_code"));
        outer.set("msgid", message.path("msgid"));
        Map<String, String> headers = new TreeMap<>(Map.of("signtype", SM2));
        if (bytes != file) {
            outer.put("enc_type", SM4);
            headers.put("enc-type", SM4);
        }
        headers.put("cainfo", Base64.getEncoder().encodeToString(pair.sign(SigningString.ofFile(outer, bytes))));
        return new ClosedFile(ByteString.copyFrom(bytes), headers);
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.MESSAGE_SIGNATURE_WRONG);
        }
    }
}
