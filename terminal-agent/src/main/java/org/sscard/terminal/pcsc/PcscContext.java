package org.sscard.terminal.pcsc;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.smartcardio.ATR;

/** One connection to pcscd. It dies with pcscd and is then thrown away; never shared between presence and card traffic. */
final class PcscContext implements AutoCloseable {

    private static final int SCOPE_SYSTEM = 2;
    private static final int STATE_UNAWARE = 0;
    private static final int STATE_UNKNOWN = 0x0004;
    private static final int STATE_UNAVAILABLE = 0x0008;
    private static final int STATE_PRESENT = 0x0020;
    private static final int MAX_ATR_LENGTH = 33;

    private final PcscLibrary library;
    private final NativeLong handle;

    private PcscContext(PcscLibrary library, NativeLong handle) {
        this.library = library;
        this.handle = handle;
    }

    /** @throws PcscException SCARD_E_NO_SERVICE while pcscd is down */
    static PcscContext establish(PcscLibrary library) throws PcscException {
        NativeLongByReference handle = new NativeLongByReference();
        library.call("SCardEstablishContext", new NativeLong(SCOPE_SYSTEM), Pointer.NULL, Pointer.NULL, handle);
        return new PcscContext(library, handle.getValue());
    }

    PcscLibrary library() {
        return library;
    }

    NativeLong handle() {
        return handle;
    }

    List<String> readers() throws PcscException {
        NativeLongByReference length = new NativeLongByReference();
        try {
            library.call("SCardListReaders", handle, Pointer.NULL, Pointer.NULL, length);
            byte[] names = new byte[length.getValue().intValue()];
            library.call("SCardListReaders", handle, Pointer.NULL, names, length);
            return split(names);
        } catch (PcscException e) {
            if (PcscError.behind(e)
                    .filter(PcscError.SCARD_E_NO_READERS_AVAILABLE::equals)
                    .isPresent()) {
                return List.of();
            }
            throw e;
        }
    }

    private static List<String> split(byte[] multiString) {
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < multiString.length; at++) {
            if (multiString[at] == 0) {
                if (at > from) {
                    names.add(new String(multiString, from, at - from, StandardCharsets.UTF_8));
                }
                from = at + 1;
            }
        }
        return names;
    }

    Map<String, ReaderState> states() throws PcscException {
        Map<String, ReaderState> states = new LinkedHashMap<>();
        for (String reader : readers()) {
            states.put(reader, state(reader));
        }
        return states;
    }

    /** What SCardGetStatusChange says of a reader at once. */
    ReaderState state(String reader) throws PcscException {
        // SCARD_READERSTATE of pcsclite: szReader, pvUserData, dwCurrentState, dwEventState, cbAtr, rgbAtr[33]
        int pointer = Native.POINTER_SIZE;
        int dword = NativeLong.SIZE;
        long current = 2L * pointer;
        long event = current + dword;
        long atrLength = event + dword;
        long atr = atrLength + dword;
        try (Memory name = nativeString(reader);
                Memory state = new Memory(atr + MAX_ATR_LENGTH + dword)) {
            state.clear();
            state.setPointer(0, name);
            state.setNativeLong(current, new NativeLong(STATE_UNAWARE));
            library.call("SCardGetStatusChange", handle, new NativeLong(0), state, new NativeLong(1));
            int flags = state.getNativeLong(event).intValue();
            if ((flags & (STATE_UNKNOWN | STATE_UNAVAILABLE)) != 0) {
                throw new PcscException("SCardGetStatusChange", PcscError.SCARD_E_UNKNOWN_READER);
            }
            // The upper half of the event state counts insertions and removals.
            int events = flags >>> 16;
            int length = Math.min(state.getNativeLong(atrLength).intValue(), MAX_ATR_LENGTH);
            return (flags & STATE_PRESENT) == 0
                    ? new ReaderState(null, events)
                    : new ReaderState(new ATR(state.getByteArray(atr, length)), events);
        }
    }

    static Memory nativeString(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length + 1L);
        memory.write(0, bytes, 0, bytes.length);
        memory.setByte(bytes.length, (byte) 0);
        return memory;
    }

    @Override
    public void close() {
        try {
            library.call("SCardReleaseContext", handle);
        } catch (PcscException e) {
            // A dead context has nothing left to release.
        }
    }
}
