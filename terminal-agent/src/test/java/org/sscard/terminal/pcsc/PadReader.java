package org.sscard.terminal.pcsc;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.ptr.NativeLongByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.sscard.virtualcard.CardSession;

/**
 * A PC/SC library with one reader that has keys, a card in it and a holder at it. It does with a structure of part 10 what a
 * reader does: puts the digits into the command as the structure says and sends it to the card.
 */
final class PadReader implements PcscLibrary.Calls {

    static final String NAME = "Pad Reader 00 00";
    static final int VERIFY_CODE = 0x42330006;
    static final int MODIFY_CODE = 0x42330007;
    private static final long OK = 0;
    private static final long NOT_TRANSACTED = 0x80100016L;
    private static final long UNSUPPORTED = 0x8010001FL;
    private static final int PRESENT = 0x20;

    private final CardSession card;
    final List<String> controls = new ArrayList<>();
    final List<String> sent = new ArrayList<>();
    /** What the holder types, one entry each; {@code cancel} and {@code wait} for what he else may do. */
    final Deque<String> holder = new ArrayDeque<>();
    /** What GET_FEATURE_REQUEST answers. */
    String features = "0604" + HexFormat.of().toHexDigits(VERIFY_CODE) + "0704"
            + HexFormat.of().toHexDigits(MODIFY_CODE);

    PadReader(CardSession card) {
        this.card = card;
    }

    @Override
    public long call(String function, Object... arguments) {
        return switch (function) {
            case "SCardEstablishContext" -> set(arguments[3], 1);
            case "SCardListReaders" -> listReaders((byte[]) arguments[2], arguments[3]);
            case "SCardGetStatusChange" -> statusChange((Memory) arguments[2]);
            case "SCardConnect" -> {
                set(arguments[4], 7);
                yield set(arguments[5], 2);
            }
            case "SCardStatus" -> copy(card.atr(), (byte[]) arguments[5], arguments[6]);
            case "SCardTransmit" -> copy(transmit((byte[]) arguments[2]), (byte[]) arguments[5], arguments[6]);
            case "SCardControl" ->
                control(
                        ((NativeLong) arguments[1]).intValue(),
                        (byte[]) arguments[2],
                        (byte[]) arguments[4],
                        arguments[6]);
            case "SCardDisconnect" -> {
                card.reset();
                yield OK;
            }
            case "SCardReleaseContext", "SCardBeginTransaction", "SCardEndTransaction" -> OK;
            default -> UNSUPPORTED;
        };
    }

    private byte[] transmit(byte[] command) {
        sent.add(HexFormat.of().withUpperCase().formatHex(command));
        return card.transmit(command);
    }

    private static long set(Object reference, long value) {
        ((NativeLongByReference) reference).setValue(new NativeLong(value));
        return OK;
    }

    private static long copy(byte[] answer, byte[] room, Object length) {
        System.arraycopy(answer, 0, room, 0, answer.length);
        return set(length, answer.length);
    }

    private static long listReaders(byte[] room, Object length) {
        byte[] names = (NAME + "\0\0").getBytes(StandardCharsets.UTF_8);
        return room == null ? set(length, names.length) : copy(names, room, length);
    }

    private long statusChange(Memory state) {
        long event = 2L * Native.POINTER_SIZE + NativeLong.SIZE;
        state.setNativeLong(event, new NativeLong(PRESENT));
        state.setNativeLong(event + NativeLong.SIZE, new NativeLong(card.atr().length));
        state.write(event + 2L * NativeLong.SIZE, card.atr(), 0, card.atr().length);
        return OK;
    }

    private long control(int code, byte[] in, byte[] out, Object length) {
        controls.add(HexFormat.of().toHexDigits(code) + " "
                + HexFormat.of().withUpperCase().formatHex(in));
        return switch (code) {
            case ReaderPinEntry.GET_FEATURE_REQUEST -> copy(HexFormat.of().parseHex(features), out, length);
            case VERIFY_CODE -> copy(entered(ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN), false), out, length);
            case MODIFY_CODE -> copy(entered(ByteBuffer.wrap(in).order(ByteOrder.LITTLE_ENDIAN), true), out, length);
            default -> NOT_TRANSACTED;
        };
    }

    /** PIN_VERIFY_STRUCTURE or PIN_MODIFY_STRUCTURE, field by field. */
    private byte[] entered(ByteBuffer structure, boolean modify) {
        structure.position(2);
        int format = structure.get() & 0xFF;
        int pinBytes = structure.get() & 0x0F;
        structure.get();
        int oldOffset = modify ? structure.get() : 0;
        int newOffset = modify ? structure.get() : 0;
        int lengths = structure.getShort();
        int confirm = modify ? structure.get() : 0;
        structure.position(structure.position() + 2 + 2 + (modify ? 3 : 1) + 3);
        byte[] command = new byte[structure.getInt()];
        structure.get(command);
        if (format != 0x81 || structure.hasRemaining() || (modify && confirm != 3)) {
            return bytes(0x6B80);
        }
        List<String> entries = new ArrayList<>();
        for (int count = modify ? 3 : 1; count > 0; count--) {
            String entry = holder.remove();
            if (entry.equals("cancel") || entry.equals("wait")) {
                return bytes(entry.equals("cancel") ? 0x6401 : 0x6400);
            }
            if (entry.length() < lengths >> 8 || entry.length() > (lengths & 0xFF)) {
                return bytes(0x6403);
            }
            entries.add(entry);
        }
        if (modify && !entries.get(1).equals(entries.get(2))) {
            return bytes(0x6402);
        }
        put(command, oldOffset, entries.get(0), pinBytes);
        if (modify) {
            put(command, newOffset, entries.get(1), pinBytes);
        }
        return card.transmit(command);
    }

    private static void put(byte[] command, int offset, String digits, int pinBytes) {
        byte[] bcd = Arrays.copyOf(HexFormat.of().parseHex(digits), pinBytes);
        System.arraycopy(bcd, 0, command, 5 + offset, pinBytes);
    }

    private static byte[] bytes(int status) {
        return new byte[] {(byte) (status >> 8), (byte) status};
    }
}
