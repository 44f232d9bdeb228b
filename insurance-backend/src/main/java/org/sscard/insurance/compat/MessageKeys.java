package org.sscard.insurance.compat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.Sm2Certificate;
import org.sscard.servicekit.security.Sm2Signature;
import org.sscard.servicekit.security.Sm4Body;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The keys under which messages of the national interface are signed and sealed; none are shown. */
public final class MessageKeys {

    /**
     * What the configuration says.
     *
     * @param privateKey file with the insurer's SM2 private key, 64 hex digits; signs the replies
     * @param institutions who must sign
     */
    public record Settings(Path privateKey, List<Institution> institutions) {
        public Settings {
            institutions = List.copyOf(institutions);
        }
    }

    /**
     * @param code fixmedins_code
     * @param publicKey its SM2 public key, 04 ‖ x ‖ y, 130 hex digits; or
     * @param certificate file with its certificate of such a key, PEM or DER
     * @param sm4Key file with the SM4 key that both sides have, 32 hex digits; absent: bodies are plain
     */
    public record Institution(
            String code,
            @Nullable String publicKey,
            @Nullable Path certificate,
            @Nullable Path sm4Key) {

        public Institution(String code, String publicKey, @Nullable Path sm4Key) {
            this(code, publicKey, null, sm4Key);
        }

        /** The key that it signs with, from either source; from both is refused as from none. */
        private byte[] signingKey() {
            if ((publicKey == null) == (certificate == null)) {
                throw new CodedException(
                        ErrorCode.CONFIG_VALUE_INVALID, "messages.institutions." + code, "publicKey or certificate");
            }
            byte[] key = certificate == null
                    ? hex(String.valueOf(publicKey), "messages.institutions.publicKey")
                    : Sm2Certificate.publicKey(certificate, "messages.institutions.certificate");
            Sm2Signature.requirePublicKey(key, "messages.institutions.publicKey");
            return key;
        }
    }

    /** What is needed to check and to answer one institution's messages. */
    static final class Pair {
        private final byte[] publicKey;
        private final byte @Nullable [] sm4Key;
        private final byte[] privateKey;

        private Pair(byte[] publicKey, byte @Nullable [] sm4Key, byte[] privateKey) {
            this.publicKey = publicKey;
            this.sm4Key = sm4Key;
            this.privateKey = privateKey;
        }

        boolean signed(byte[] message, byte[] signature) {
            return Sm2Signature.verify(publicKey, message, signature);
        }

        byte[] sign(byte[] message) {
            return Sm2Signature.sign(privateKey, message);
        }

        /** Whether both sides have agreed on a key for bodies. */
        boolean seals() {
            return sm4Key != null;
        }

        byte[] seal(byte[] body) {
            return Sm4Body.seal(shared(), body);
        }

        byte[] open(byte[] sealed) {
            return Sm4Body.open(shared(), sealed);
        }

        private byte[] shared() {
            if (sm4Key == null) {
                throw new CodedException(ErrorCode.MESSAGE_NOT_OPENED);
            }
            return sm4Key;
        }
    }

    private final Map<String, Pair> pairs = new HashMap<>();

    private MessageKeys() {}

    /**
     * @param settings null: nobody signs
     * @throws CodedException CONFIG_VALUE_INVALID, naming the setting and never the key
     */
    static MessageKeys of(@Nullable Settings settings) {
        MessageKeys keys = new MessageKeys();
        if (settings == null) {
            return keys;
        }
        byte[] own = file(settings.privateKey(), "messages.privateKey", Sm2Signature.FIELD_BYTES);
        for (Institution institution : settings.institutions()) {
            Path sm4 = institution.sm4Key();
            keys.pairs.put(
                    institution.code(),
                    new Pair(
                            institution.signingKey(),
                            sm4 == null ? null : file(sm4, "messages.institutions.sm4Key", Sm4Body.KEY_BYTES),
                            own));
        }
        return keys;
    }

    Optional<Pair> of(String institution) {
        return Optional.ofNullable(pairs.get(institution));
    }

    private static byte[] file(Path path, String setting, int bytes) {
        try {
            byte[] key = hex(Files.readString(path, StandardCharsets.US_ASCII).strip(), setting);
            if (key.length != bytes) {
                throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, setting, 2 * bytes + " hex digits");
            }
            return key;
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.CONFIG_VALUE_INVALID, setting, "a file of hex digits");
        }
    }

    private static byte[] hex(String text, String setting) {
        try {
            return HexFormat.of().parseHex(text);
        } catch (IllegalArgumentException e) {
            // Without its cause, whose text has the digits.
            throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, setting, "hex digits");
        }
    }
}
