package org.sscard.terminal.classic;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * What {@code libSSCardDriver.so} says: parameters as a form whose bytes are the caller's own GBK, each escaped; the answer is
 * the return code, a line feed, and pOutInfo in GBK. So the library needs neither JSON nor a character table.
 */
final class NativeFrames {

    private static final Charset GBK = Charset.forName("GBK");
    private static final byte REPLACEMENT = '?';

    private final ClassicCalls calls;

    NativeFrames(ClassicCalls calls) {
        this.calls = calls;
    }

    byte[] answer(ClassicCaller caller, String name, byte[] form) {
        ClassicAnswer answer;
        try {
            Map<String, String> parameters = parameters(form);
            answer = ClassicFunction.find(name)
                    .map(function -> calls.call(caller, function, parameters))
                    .orElseGet(() -> ClassicAnswer.failure(new CodedException(ErrorCode.CLASSIC_NOT_SUPPORTED, name)));
        } catch (CodedException e) {
            answer = ClassicAnswer.failure(e);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((answer.code() + "\n").getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(encoded(answer.outInfo()));
        return bytes.toByteArray();
    }

    private static byte[] encoded(String text) {
        try {
            ByteBuffer bytes = GBK.newEncoder()
                    .onUnmappableCharacter(CodingErrorAction.REPLACE)
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .replaceWith(new byte[] {REPLACEMENT})
                    .encode(java.nio.CharBuffer.wrap(text));
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            return copy;
        } catch (CharacterCodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> parameters(byte[] form) {
        Map<String, String> parameters = new HashMap<>();
        for (String field : List.of(new String(form, StandardCharsets.ISO_8859_1).split("&", -1))) {
            int at = field.indexOf('=');
            if (at > 0) {
                parameters.put(field.substring(0, at), decoded(field.substring(at + 1)));
            }
        }
        return parameters;
    }

    /** @throws CodedException CARD_VALUE_ILLEGAL_CHARACTER for bytes that are no GBK */
    private static String decoded(String escaped) {
        byte[] bytes = unescaped(escaped).orElseThrow(() -> new CodedException(ErrorCode.CLASSIC_INPUT, "%"));
        try {
            return GBK.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CodedException(e, ErrorCode.CARD_VALUE_ILLEGAL_CHARACTER, "GBK");
        }
    }

    private static Optional<byte[]> unescaped(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int at = 0; at < escaped.length(); at++) {
            char character = escaped.charAt(at);
            if (character != '%') {
                bytes.write(character);
                continue;
            }
            if (at + 2 >= escaped.length()
                    || !HexFormat.isHexDigit(escaped.charAt(at + 1))
                    || !HexFormat.isHexDigit(escaped.charAt(at + 2))) {
                return Optional.empty();
            }
            bytes.write(HexFormat.fromHexDigits(escaped, at + 1, at + 3));
            at += 2;
        }
        return Optional.of(bytes.toByteArray());
    }
}
