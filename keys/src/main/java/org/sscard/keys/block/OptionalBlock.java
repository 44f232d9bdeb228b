package org.sscard.keys.block;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A part of the header that is there when it is needed (ANSI X9.143 §5): authenticated, not encrypted, handed on as it
 * is.
 *
 * @param id two characters; digits are for proprietary use
 * @param data printable ASCII
 */
public record OptionalBlock(String id, String data) {

    /** Fills the optional blocks up to whole cipher blocks; always the last. */
    static final String PADDING = "PB";

    private static final Pattern ID = Pattern.compile("[0-9A-Z]{2}");
    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");
    private static final int ID_CHARS = 2;
    private static final int SHORT_HEADER = 4;
    private static final int LONG_HEADER = 10;
    private static final int MAX_SHORT = 0xFF;
    private static final int MAX_DATA = 9000;

    public OptionalBlock {
        if (!ID.matcher(id).matches() || !PRINTABLE.matcher(data).matches() || data.length() > MAX_DATA) {
            throw KeyBlockHeader.refused("an optional block has an id of two characters and printable data");
        }
    }

    /** @param length with its header, at least 4 */
    static OptionalBlock padding(int length) {
        return new OptionalBlock(PADDING, "0".repeat(length - SHORT_HEADER));
    }

    String text() {
        int length = SHORT_HEADER + data.length();
        if (length <= MAX_SHORT) {
            return id + String.format(Locale.ROOT, "%02X", length) + data;
        }
        return id + "0004" + String.format(Locale.ROOT, "%04X", LONG_HEADER + data.length()) + data;
    }

    /** The block that begins at this place, and where the next begins. */
    static Parsed parse(String block, int at) {
        int length = KeyBlockHeader.number(block, at + ID_CHARS, at + SHORT_HEADER, 16);
        int data = at + SHORT_HEADER;
        if (length == 0) {
            int digits = KeyBlockHeader.number(block, data, data + 2, 16);
            if (digits < 1 || digits > SHORT_HEADER) {
                throw KeyBlockHeader.refused("the length of an optional block does not fit");
            }
            length = KeyBlockHeader.number(block, data + 2, data + 2 + digits, 16);
            data += 2 + digits;
        }
        int end = at + length;
        if (end < data || end > block.length()) {
            throw KeyBlockHeader.refused("an optional block does not fit");
        }
        return new Parsed(new OptionalBlock(block.substring(at, at + ID_CHARS), block.substring(data, end)), end);
    }

    record Parsed(OptionalBlock block, int end) {}
}
