package org.sscard.keys.block;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.Environment;
import org.sscard.keys.model.Exportability;
import org.sscard.keys.model.Key;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyId;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.KeyUsage;
import org.sscard.keys.model.Scope;

/**
 * A key of the card hierarchy in a key block of version D: everything that it is stands in the header and is bound to
 * its value ({@code docs/key-blocks.md}). Nothing of it can be changed on the way: not usage, not region, not
 * environment.
 */
public final class HierarchyKeyBlock {

    /** Optional block with the check value: X9.143 {@code KC}, method 00 (a zero block). */
    private static final String CHECK_VALUE = "KC";

    private static final String ZERO_BLOCK_METHOD = "00";
    /** Proprietary optional blocks: whose key this is, and its parent. */
    private static final String IDENTITY = "10";

    private static final String PARENT = "11";

    /** What came out of a block; {@link #close} erases the material. */
    public record Received(
            KeyId id,
            KeyUsage usage,
            Environment environment,
            CheckValue checkValue,
            @Nullable KeyId parent,
            Exportability exportability,
            KeyMaterial material)
            implements AutoCloseable {

        @Override
        public void close() {
            material.close();
        }
    }

    /** What a block's header says, which only {@link #unwrap} proves. */
    public record Announced(KeyId id, Environment environment, CheckValue checkValue) {}

    private HierarchyKeyBlock() {}

    /**
     * Reads what stands in clear, without a key: to show a block before it is opened. Nothing may be decided by it alone.
     *
     * @throws KeyException KEY_BLOCK_INVALID
     */
    public static Announced announced(String block) {
        try {
            KeyBlockHeader header = KeyBlockHeader.parse(block).header();
            String[] identity = fields(header, IDENTITY, 4);
            return new Announced(id(header, identity), Environment.valueOf(identity[3]), checkValue(header));
        } catch (IllegalArgumentException e) {
            throw KeyBlockHeader.refused("it names no key of the card hierarchy");
        }
    }

    /**
     * @param protectionKey 16, 24 or 32 bytes
     * @throws KeyException KEY_CHECK_VALUE_WRONG when the material is not that of the key
     */
    public static String wrap(
            KeyMaterial protectionKey,
            Key key,
            KeyMaterial material,
            Exportability exportability,
            SecureRandom random) {
        requireCheckValue(key.id(), material, key.checkValue());
        List<OptionalBlock> optional = new ArrayList<>();
        optional.add(new OptionalBlock(
                CHECK_VALUE, ZERO_BLOCK_METHOD + key.checkValue().hex()));
        Scope scope = key.id().scope();
        String identity = String.join(
                ",",
                key.id().name(),
                scope.tier().name(),
                scope.region(),
                key.environment().name());
        optional.add(new OptionalBlock(IDENTITY, identity));
        if (key.parent() != null) {
            optional.add(new OptionalBlock(PARENT, parentText(key.parent())));
        }
        KeyBlockHeader header = new KeyBlockHeader(
                KeyBlockVersion.D,
                usageCode(key.usage()),
                algorithm(key.id().algorithm()),
                ModeOfUse.DERIVE,
                String.format(Locale.ROOT, "%02X", key.id().version()),
                exportability,
                optional);
        return KeyBlock.wrap(protectionKey, header, material, random);
    }

    /**
     * Checks the block, takes the key out and computes its check value again.
     *
     * @throws KeyException KEY_BLOCK_INVALID, KEY_CHECK_VALUE_WRONG
     */
    public static Received unwrap(KeyMaterial protectionKey, String block) {
        KeyBlock.Unwrapped unwrapped = KeyBlock.unwrap(protectionKey, block);
        try {
            return received(unwrapped);
        } catch (KeyException e) {
            unwrapped.key().close();
            throw e;
        } catch (IllegalArgumentException e) {
            unwrapped.key().close();
            throw KeyBlockHeader.refused("it names no key of the card hierarchy");
        }
    }

    private static Received received(KeyBlock.Unwrapped unwrapped) {
        KeyBlockHeader header = unwrapped.header();
        if (header.mode() != ModeOfUse.DERIVE) {
            throw KeyBlockHeader.refused("keys of the card hierarchy are for derivation");
        }
        String[] identity = fields(header, IDENTITY, 4);
        KeyId id = id(header, identity);
        CheckValue checkValue = checkValue(header);
        if (unwrapped.key().lengthBytes() != id.algorithm().lengthBytes()) {
            throw KeyBlockHeader.refused("the key has another length than its algorithm");
        }
        requireCheckValue(id, unwrapped.key(), checkValue);
        return new Received(
                id,
                usage(header.usage()),
                Environment.valueOf(identity[3]),
                checkValue,
                parent(header),
                header.exportability(),
                unwrapped.key());
    }

    private static KeyId id(KeyBlockHeader header, String[] identity) {
        Scope scope = new Scope(Scope.Tier.valueOf(identity[1]), identity[2]);
        int version = KeyBlockHeader.number(header.keyVersion(), 0, 2, 16);
        return new KeyId(identity[0], version, algorithm(header.algorithm()), scope);
    }

    private static void requireCheckValue(KeyId id, KeyMaterial material, CheckValue expected) {
        if (!CheckValues.of(id.algorithm(), material).equals(expected)) {
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, id.toString());
        }
    }

    private static CheckValue checkValue(KeyBlockHeader header) {
        String text = header.optional(CHECK_VALUE)
                .filter(data -> data.startsWith(ZERO_BLOCK_METHOD))
                .orElseThrow(() -> KeyBlockHeader.refused("no check value by a zero block"));
        return new CheckValue(CheckMethod.ZERO_BLOCK, text.substring(ZERO_BLOCK_METHOD.length()));
    }

    private static String parentText(KeyId id) {
        return String.join(
                ",",
                id.name(),
                Integer.toString(id.version()),
                id.algorithm().name(),
                id.scope().tier().name(),
                id.scope().region());
    }

    private static @Nullable KeyId parent(KeyBlockHeader header) {
        if (header.optional(PARENT).isEmpty()) {
            return null;
        }
        String[] fields = fields(header, PARENT, 5);
        return new KeyId(
                fields[0],
                Integer.parseInt(fields[1]),
                KeyAlgorithm.valueOf(fields[2]),
                new Scope(Scope.Tier.valueOf(fields[3]), fields[4]));
    }

    private static String[] fields(KeyBlockHeader header, String id, int count) {
        String[] fields = header.optional(id).orElse("").split(",", -1);
        if (fields.length != count) {
            throw KeyBlockHeader.refused("it names no key of the card hierarchy");
        }
        return fields;
    }

    private static KeyBlockAlgorithm algorithm(KeyAlgorithm algorithm) {
        return switch (algorithm) {
            case DES -> KeyBlockAlgorithm.DES;
            case DESEDE -> KeyBlockAlgorithm.TRIPLE_DES;
            case SM4 -> KeyBlockAlgorithm.SM4;
        };
    }

    private static KeyAlgorithm algorithm(KeyBlockAlgorithm algorithm) {
        return switch (algorithm) {
            case DES -> KeyAlgorithm.DES;
            case TRIPLE_DES -> KeyAlgorithm.DESEDE;
            case SM4 -> KeyAlgorithm.SM4;
            case AES, ELLIPTIC_CURVE, HMAC, RSA, DSA ->
                throw KeyBlockHeader.refused("no card has keys of " + algorithm);
        };
    }

    /** X9.143 leaves digits to proprietary use; its own codes would put two functions of the card under one. */
    private static String usageCode(KeyUsage usage) {
        return switch (usage) {
            case MASTER -> "01";
            case EXTERNAL_AUTHENTICATION -> "02";
            case INTERNAL_AUTHENTICATION -> "03";
            case SECURE_MESSAGING -> "04";
            case PURCHASE -> "05";
            case LOAD -> "06";
            case TAC -> "07";
            case TRANSPORT -> "08";
            case PSAM_OWN -> "09";
            case REGISTRY -> throw KeyBlockHeader.refused("a registry's key stays in its vault");
        };
    }

    private static KeyUsage usage(String code) {
        for (KeyUsage usage : KeyUsage.values()) {
            if (usage != KeyUsage.REGISTRY && usageCode(usage).equals(code)) {
                return usage;
            }
        }
        throw KeyBlockHeader.refused("usage " + code + " is none of the card hierarchy");
    }
}
