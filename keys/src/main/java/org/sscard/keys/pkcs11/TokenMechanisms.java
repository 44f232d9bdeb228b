package org.sscard.keys.pkcs11;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.KeyAlgorithm;

/**
 * By which mechanisms a token computes with the keys of each algorithm. The standard has none for SM4: a vendor's are
 * added by a profile ({@code docs/pkcs11.md}).
 */
public final class TokenMechanisms {

    private static final Set<String> MEMBERS = Set.of("name", "sm4");
    private static final Set<String> NUMBERS = Set.of("keyType", "generate", "ecb", "ecbEncryptData");

    /**
     * @param keyType CKK_… of a key
     * @param generate CKM_…_KEY_GEN
     * @param ecb CKM_…_ECB: encrypts whole blocks
     * @param ecbEncryptData CKM_…_ECB_ENCRYPT_DATA: the encrypted data becomes a key that stays inside
     */
    public record Of(long keyType, long generate, long ecb, long ecbEncryptData) {

        List<Long> required() {
            return List.of(generate, ecb, ecbEncryptData);
        }
    }

    private static final Of TWO_KEY_3DES =
            new Of(Ck.CKK_DES2, Ck.CKM_DES2_KEY_GEN, Ck.CKM_DES3_ECB, Ck.CKM_DES3_ECB_ENCRYPT_DATA);
    /** An 8-byte key K is held as K‖K‖K, which encrypts as K does. */
    private static final Of DES_AS_3DES =
            new Of(Ck.CKK_DES3, Ck.CKM_DES3_KEY_GEN, Ck.CKM_DES3_ECB, Ck.CKM_DES3_ECB_ENCRYPT_DATA);

    private final String name;
    private final Map<KeyAlgorithm, Of> byAlgorithm = new EnumMap<>(KeyAlgorithm.class);

    private TokenMechanisms(String name, @Nullable Of sm4) {
        this.name = name;
        byAlgorithm.put(KeyAlgorithm.DES, DES_AS_3DES);
        byAlgorithm.put(KeyAlgorithm.DESEDE, TWO_KEY_3DES);
        if (sm4 != null) {
            byAlgorithm.put(KeyAlgorithm.SM4, sm4);
        }
    }

    /** 3DES by PKCS#11 v2.40; SM4 is left to software. */
    public static TokenMechanisms standard() {
        return new TokenMechanisms("PKCS#11 v2.40", null);
    }

    /** With a vendor's SM4. */
    public static TokenMechanisms withSm4(String name, Of sm4) {
        return new TokenMechanisms(name, sm4);
    }

    /**
     * A vendor's profile: JSON with {@code name} and {@code sm4}, its four numbers in decimal or as {@code "0x…"}.
     *
     * @throws KeyException HSM_NOT_USABLE when it cannot be read or names something else
     */
    public static TokenMechanisms read(Path profile) {
        try {
            JsonNode root = new ObjectMapper().readTree(profile.toFile());
            requireMembers(profile, root, MEMBERS);
            JsonNode sm4 = root.path("sm4");
            requireMembers(profile, sm4, NUMBERS);
            Of of = new Of(
                    number(profile, sm4, "keyType"),
                    number(profile, sm4, "generate"),
                    number(profile, sm4, "ecb"),
                    number(profile, sm4, "ecbEncryptData"));
            return withSm4(root.path("name").asText(String.valueOf(profile.getFileName())), of);
        } catch (IOException e) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, "profile " + profile + " cannot be read", e);
        }
    }

    public String name() {
        return name;
    }

    public Optional<Of> of(KeyAlgorithm algorithm) {
        return Optional.ofNullable(byAlgorithm.get(algorithm));
    }

    /** Algorithms whose mechanisms are all there. */
    Map<KeyAlgorithm, Of> within(Set<Long> offered) {
        Map<KeyAlgorithm, Of> usable = new EnumMap<>(KeyAlgorithm.class);
        byAlgorithm.forEach((algorithm, of) -> {
            if (offered.containsAll(of.required())) {
                usable.put(algorithm, of);
            }
        });
        return usable;
    }

    private static void requireMembers(Path profile, JsonNode node, Set<String> known) {
        Iterator<String> names = node.fieldNames();
        while (names.hasNext()) {
            String member = names.next();
            if (!known.contains(member)) {
                throw new KeyException(KeyFault.HSM_NOT_USABLE, "profile " + profile + ": unknown member " + member);
            }
        }
    }

    private static long number(Path profile, JsonNode node, String member) {
        try {
            return Long.decode(node.path(member).asText());
        } catch (NumberFormatException e) {
            throw new KeyException(KeyFault.HSM_NOT_USABLE, "profile " + profile + ": sm4." + member, e);
        }
    }
}
