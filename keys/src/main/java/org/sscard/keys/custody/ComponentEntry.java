package org.sscard.keys.custody;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.crypto.CheckValues;
import org.sscard.keys.model.CheckMethod;
import org.sscard.keys.model.CheckValue;
import org.sscard.keys.model.KeyAlgorithm;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.keys.model.MaterialAccess;

/**
 * Takes the XOR components of one key from as many persons' papers, each checked alone by its own check value. Less than all
 * of them say nothing about the key. One thread at a time; {@link #close} erases what was entered.
 */
public final class ComponentEntry implements AutoCloseable {

    public static final int FEWEST = 2;
    public static final int MOST = 9;

    private static final int WRONG_ENTRIES = 3;
    private static final int LONGEST = 32;

    /** What the components are made of. */
    private enum Kind {
        DES,
        DESEDE,
        SM4,
        /** The protection key of a key block of version B. */
        TRIPLE_DES_PROTECTION,
        /** The protection key of a key block of version D. */
        AES_PROTECTION;

        Set<Integer> lengths() {
            return switch (this) {
                case DES -> Set.of(8);
                case DESEDE, SM4 -> Set.of(16);
                case TRIPLE_DES_PROTECTION -> Set.of(16, 24);
                case AES_PROTECTION -> Set.of(16, 24, 32);
            };
        }

        CheckValue checkValue(KeyMaterial material) {
            byte[] key = material.bytes(MaterialAccess.GRANTED);
            return switch (this) {
                case DES -> CheckValues.zeroBlock(KeyAlgorithm.DES, key);
                case DESEDE, TRIPLE_DES_PROTECTION -> CheckValues.zeroBlock(KeyAlgorithm.DESEDE, key);
                case SM4 -> CheckValues.zeroBlock(KeyAlgorithm.SM4, key);
                case AES_PROTECTION -> CheckValues.ofAes(CheckMethod.CMAC_ZERO_BLOCK, key);
            };
        }
    }

    private final Kind kind;
    private final List<CheckValue> expected;
    private final Map<Integer, KeyMaterial> entered = new TreeMap<>();
    private final Map<Integer, Integer> wrong = new HashMap<>();
    private boolean aborted;

    private ComponentEntry(Kind kind, List<CheckValue> expected) {
        if (expected.size() < FEWEST || expected.size() > MOST) {
            throw new KeyException(KeyFault.KEY_INPUT_INVALID, expected.size() + " components; 2 to 9");
        }
        this.kind = kind;
        this.expected = List.copyOf(expected);
    }

    /** @throws KeyException KEY_INPUT_INVALID outside 2 to 9 components */
    static ComponentEntry ofKey(KeyAlgorithm algorithm, List<CheckValue> components) {
        return new ComponentEntry(Kind.valueOf(algorithm.name()), components);
    }

    /** Of the key that this block is under. @throws KeyException KEY_INPUT_INVALID, KEY_BLOCK_INVALID */
    static ComponentEntry ofProtectionKey(String block, List<CheckValue> components) {
        return switch (block.charAt(0)) {
            case 'B' -> new ComponentEntry(Kind.TRIPLE_DES_PROTECTION, components);
            case 'D' -> new ComponentEntry(Kind.AES_PROTECTION, components);
            default -> throw new KeyException(KeyFault.KEY_BLOCK_INVALID, "neither version B nor D");
        };
    }

    public int missing() {
        return expected.size() - entered.size();
    }

    /**
     * Takes a component. The caller erases what was typed.
     *
     * @param number from 1
     * @param typed hex digits; spaces and dashes may stand anywhere
     * @throws KeyException SHARE_INVALID, SHARE_REPEATED, KEY_CHECK_VALUE_WRONG: it is entered again; CEREMONY_ABORTED from
     *     the third wrong entry of one component on
     */
    public void enter(int number, char[] typed) {
        if (aborted) {
            throw new KeyException(KeyFault.CEREMONY_ABORTED, "component entry");
        }
        if (number < 1 || number > expected.size()) {
            throw new KeyException(KeyFault.SHARE_INVALID, "component " + number + " of " + expected.size());
        }
        if (entered.containsKey(number)) {
            throw new KeyException(KeyFault.SHARE_REPEATED, "component " + number);
        }
        try {
            KeyMaterial component = parsed(typed);
            if (!kind.checkValue(component).equals(expected.get(number - 1))) {
                component.close();
                throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, "component " + number);
            }
            entered.put(number, component);
        } catch (KeyException e) {
            if (wrong.merge(number, 1, Integer::sum) >= WRONG_ENTRIES) {
                aborted = true;
                close();
                throw new KeyException(KeyFault.CEREMONY_ABORTED, WRONG_ENTRIES + " wrong entries", e);
            }
            throw e;
        }
    }

    /**
     * The key of these components; the caller erases it. The components are erased, whatever comes of it.
     *
     * @throws KeyException SHARES_TOO_FEW, KEY_CHECK_VALUE_WRONG, CEREMONY_ABORTED
     */
    public KeyMaterial joined(CheckValue whole) {
        if (aborted) {
            throw new KeyException(KeyFault.CEREMONY_ABORTED, "component entry");
        }
        if (missing() > 0) {
            throw new KeyException(KeyFault.SHARES_TOO_FEW, entered.size() + " of " + expected.size() + " components");
        }
        byte[] sum = new byte[entered.values().iterator().next().lengthBytes()];
        boolean even = entered.values().stream().allMatch(component -> component.lengthBytes() == sum.length);
        if (even) {
            entered.values().forEach(component -> add(sum, component.bytes(MaterialAccess.GRANTED)));
        }
        close();
        KeyMaterial key = KeyMaterial.owning(sum, MaterialAccess.GRANTED);
        if (!even || !kind.checkValue(key).equals(whole)) {
            key.close();
            throw new KeyException(KeyFault.KEY_CHECK_VALUE_WRONG, "the key of these components");
        }
        return key;
    }

    @Override
    public void close() {
        entered.values().forEach(KeyMaterial::close);
        entered.clear();
    }

    private KeyMaterial parsed(char[] typed) {
        byte[] bytes = new byte[LONGEST];
        try {
            int digits = 0;
            for (char character : typed) {
                int digit = Character.digit(character, 16);
                boolean filler = character == ' ' || character == '-';
                if ((digit < 0 && !filler) || digits == 2 * LONGEST) {
                    throw new KeyException(KeyFault.SHARE_INVALID, "a component is hex digits");
                }
                if (!filler) {
                    bytes[digits / 2] |= (byte) (digits % 2 == 0 ? digit << 4 : digit);
                    digits++;
                }
            }
            if (digits % 2 != 0 || !kind.lengths().contains(digits / 2)) {
                throw new KeyException(KeyFault.SHARE_INVALID, "bytes of a component: " + kind.lengths());
            }
            return KeyMaterial.owning(Arrays.copyOf(bytes, digits / 2), MaterialAccess.GRANTED);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static void add(byte[] sum, byte[] component) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= component[i];
        }
    }
}
