package org.sscard.keys.block;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sscard.keys.KeyException;
import org.sscard.keys.KeyFault;
import org.sscard.keys.model.Exportability;

/**
 * The header of a key block (ANSI X9.143 §5, TR-31): authenticated with the key, never encrypted.
 *
 * @param usage two characters, for instance {@code P0}; digits are for proprietary use
 * @param keyVersion two characters, {@code 00} when unused
 */
public record KeyBlockHeader(
        KeyBlockVersion version,
        String usage,
        KeyBlockAlgorithm algorithm,
        ModeOfUse mode,
        String keyVersion,
        Exportability exportability,
        List<OptionalBlock> optionalBlocks) {

    static final int MAX_BLOCK = 9999;

    private static final int FIXED = 16;
    private static final int MAX_OPTIONAL_BLOCKS = 99;
    private static final int LEAST_PADDING = 4;
    private static final Pattern USAGE = Pattern.compile("[0-9A-Z]{2}");
    private static final Pattern KEY_VERSION = Pattern.compile("[0-9A-Za-z]{2}");

    /** @throws KeyException KEY_BLOCK_INVALID for what no key block can say */
    public KeyBlockHeader {
        if (!USAGE.matcher(usage).matches() || !KEY_VERSION.matcher(keyVersion).matches()) {
            throw refused("usage and key version have two letters or digits");
        }
        optionalBlocks = List.copyOf(optionalBlocks);
        if (optionalBlocks.size() > MAX_OPTIONAL_BLOCKS) {
            throw refused("more than 99 optional blocks");
        }
    }

    /** Data of the first optional block with this id. */
    public Optional<String> optional(String id) {
        return optionalBlocks.stream()
                .filter(block -> block.id().equals(id))
                .map(OptionalBlock::data)
                .findFirst();
    }

    /** A header as it stands in a block. The text is what the MAC covers, whatever way its numbers are written. */
    record Parsed(KeyBlockHeader header, String text) {}

    static Parsed parse(String block) {
        if (block.length() < FIXED || !block.chars().allMatch(c -> c >= 0x20 && c < 0x7F)) {
            throw refused("no key block");
        }
        if (number(block, 1, 5, 10) != block.length()) {
            throw refused("its length field does not fit");
        }
        if (!block.startsWith("00", FIXED - 2)) {
            throw refused("reserved characters are set");
        }
        int end = FIXED;
        List<OptionalBlock> optional = new ArrayList<>();
        int count = number(block, 12, 14, 10);
        for (int i = 0; i < count; i++) {
            OptionalBlock.Parsed next = OptionalBlock.parse(block, end);
            optional.add(next.block());
            end = next.end();
        }
        KeyBlockHeader header = new KeyBlockHeader(
                version(block.charAt(0)),
                block.substring(5, 7),
                KeyBlockAlgorithm.of(block.charAt(7)),
                ModeOfUse.of(block.charAt(8)),
                block.substring(9, 11),
                exportability(block.charAt(11)),
                optional);
        return new Parsed(header, block.substring(0, end));
    }

    /** Optional blocks fill whole cipher blocks, with a padding block as the last where they do not by themselves. */
    KeyBlockHeader aligned() {
        if (excess(optionalBlocks) == 0) {
            return this;
        }
        List<OptionalBlock> blocks = new ArrayList<>(optionalBlocks);
        blocks.removeIf(block -> block.id().equals(OptionalBlock.PADDING));
        if (excess(blocks) > 0) {
            int padding = version.blockBytes() - excess(blocks);
            blocks.add(OptionalBlock.padding(padding < LEAST_PADDING ? padding + version.blockBytes() : padding));
        }
        return new KeyBlockHeader(version, usage, algorithm, mode, keyVersion, exportability, blocks);
    }

    /** @param bodyChars characters that follow the header: content and MAC in hex */
    String text(int bodyChars) {
        StringBuilder optional = new StringBuilder();
        optionalBlocks.forEach(block -> optional.append(block.text()));
        int length = FIXED + optional.length() + bodyChars;
        if (length > MAX_BLOCK) {
            throw refused("longer than " + MAX_BLOCK + " characters");
        }
        return String.format(Locale.ROOT, "%s%04d%s", version, length, usage)
                + algorithm.code()
                + mode.code()
                + keyVersion
                + exportability.code()
                + String.format(Locale.ROOT, "%02d00", optionalBlocks.size())
                + optional;
    }

    private int excess(List<OptionalBlock> blocks) {
        return blocks.stream().mapToInt(block -> block.text().length()).sum() % version.blockBytes();
    }

    private static Exportability exportability(char code) {
        return Arrays.stream(Exportability.values())
                .filter(exportability -> exportability.code() == code)
                .findFirst()
                .orElseThrow(() -> refused("its exportability is not known"));
    }

    private static KeyBlockVersion version(char code) {
        return switch (code) {
            case 'B' -> KeyBlockVersion.B;
            case 'D' -> KeyBlockVersion.D;
            default -> throw refused("version " + code + " is neither B nor D");
        };
    }

    static int number(String block, int from, int to, int radix) {
        if (to > block.length()) {
            throw refused("it is cut");
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(block.charAt(i), radix);
            if (digit < 0) {
                throw refused("a number field holds no number");
            }
            number = number * radix + digit;
        }
        return number;
    }

    static KeyException refused(String why) {
        return new KeyException(KeyFault.KEY_BLOCK_INVALID, why);
    }
}
