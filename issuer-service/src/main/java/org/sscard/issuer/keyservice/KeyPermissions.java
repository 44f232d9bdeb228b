package org.sscard.issuer.keyservice;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Which keys a caller may have used for what, as {@code permissions.json} says: BK and LK, the master keys and the transport
 * key are in no list, so no terminal blocks a card or writes a key. A name may end with {@code *}.
 */
public final class KeyPermissions {

    private final Map<Role, List<String>> cryptograms = new HashMap<>();
    private final List<SecureCommand> secureCommands = new ArrayList<>();
    private final List<String> reload;

    private record SecureCommand(String keys, String header, boolean encrypted) {}

    private KeyPermissions(JsonNode table) {
        for (Map.Entry<String, JsonNode> row : table.path("cryptograms").properties()) {
            cryptograms.put(Role.ofOu(row.getKey()).orElseThrow(), texts(row.getValue()));
        }
        table.path("secureCommands")
                .forEach(row -> secureCommands.add(new SecureCommand(
                        row.path("keys").asText(),
                        row.path("header").asText(),
                        row.path("encrypted").asBoolean())));
        reload = texts(table.path("reload"));
    }

    public static KeyPermissions standard() {
        try (InputStream in =
                KeyPermissions.class.getResourceAsStream("/org/sscard/issuer/keyservice/permissions.json")) {
            return new KeyPermissions(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws CodedException KEY_CALLER_REFUSED */
    void requireCryptogram(Set<Role> roles, String key) {
        boolean permitted = roles.stream()
                .flatMap(role -> cryptograms.getOrDefault(role, List.of()).stream())
                .anyMatch(pattern -> matches(pattern, key));
        require(permitted, key);
    }

    /** @throws CodedException KEY_CALLER_REFUSED */
    void requireSecureCommand(String key, byte[] header, boolean encrypted) {
        String hex = HexFormat.of().withUpperCase().formatHex(header);
        boolean permitted = secureCommands.stream()
                .anyMatch(row ->
                        matches(row.keys(), key) && hex.startsWith(row.header()) && row.encrypted() == encrypted);
        require(permitted, key + " " + hex);
    }

    /** @throws CodedException KEY_CALLER_REFUSED */
    void requireReload(String key) {
        require(reload.contains(key), key);
    }

    private static void require(boolean permitted, String what) {
        if (!permitted) {
            throw new CodedException(ErrorCode.KEY_CALLER_REFUSED, what);
        }
    }

    private static boolean matches(String pattern, String key) {
        return pattern.endsWith("*") ? key.startsWith(pattern.substring(0, pattern.length() - 1)) : pattern.equals(key);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return List.copyOf(texts);
    }
}
