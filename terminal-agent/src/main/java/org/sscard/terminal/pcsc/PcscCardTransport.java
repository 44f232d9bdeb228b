package org.sscard.terminal.pcsc;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import java.util.Arrays;
import org.sscard.spec.apdu.CommandApdu;
import org.sscard.spec.apdu.ResponseApdu;
import org.sscard.spec.transport.CardTransport;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.spec.transport.CardTransportException.Kind;

/**
 * One exclusive session on a card through pcscd, with a context of its own. Nothing is fetched, repeated or rewritten here;
 * the only change is that a T=0 command with data loses its Le, as ISO/IEC 7816-3 has no place for it.
 */
final class PcscCardTransport implements CardTransport {

    private static final int SHARE_EXCLUSIVE = 1;
    private static final int PROTOCOL_T0 = 1;
    private static final int PROTOCOL_T1 = 2;
    private static final int LEAVE_CARD = 0;
    private static final int RESET_CARD = 1;
    private static final int UNPOWER_CARD = 2;
    private static final int MAX_RESPONSE_LENGTH = 258;
    private static final int MAX_ATR_LENGTH = 33;

    private final PcscContext context;
    private final NativeLong card;
    private int protocol;
    private byte[] atr;
    private boolean failed;

    private PcscCardTransport(PcscContext context, NativeLong card, int protocol) {
        this.context = context;
        this.card = card;
        this.protocol = protocol;
        this.atr = readAtr();
    }

    static PcscCardTransport connect(PcscLibrary library, String reader) {
        PcscContext context;
        try {
            context = PcscContext.establish(library);
        } catch (PcscException e) {
            throw e.forSession();
        }
        try (Memory name = PcscContext.nativeString(reader)) {
            NativeLongByReference card = new NativeLongByReference();
            NativeLongByReference protocol = new NativeLongByReference();
            library.call(
                    "SCardConnect",
                    context.handle(),
                    name,
                    new NativeLong(SHARE_EXCLUSIVE),
                    new NativeLong(PROTOCOL_T0 | PROTOCOL_T1),
                    card,
                    protocol);
            return new PcscCardTransport(
                    context, card.getValue(), protocol.getValue().intValue());
        } catch (PcscException e) {
            context.close();
            throw e.forSession();
        }
    }

    private byte[] readAtr() {
        NativeLongByReference nameLength = new NativeLongByReference();
        NativeLongByReference state = new NativeLongByReference();
        NativeLongByReference active = new NativeLongByReference();
        byte[] bytes = new byte[MAX_ATR_LENGTH];
        NativeLongByReference length = new NativeLongByReference(new NativeLong(bytes.length));
        context.library().call("SCardStatus", card, Pointer.NULL, nameLength, state, active, bytes, length);
        return Arrays.copyOf(bytes, length.getValue().intValue());
    }

    @Override
    public ResponseApdu transmit(CommandApdu command) {
        byte[] send = protocol == PROTOCOL_T0 ? withoutLeAfterData(command) : command.bytes();
        byte[] received = new byte[MAX_RESPONSE_LENGTH];
        NativeLongByReference length = new NativeLongByReference(new NativeLong(received.length));
        try (Memory request = protocolHeader()) {
            context.library()
                    .call(
                            "SCardTransmit",
                            card,
                            request,
                            send,
                            new NativeLong(send.length),
                            Pointer.NULL,
                            received,
                            length);
            return ResponseApdu.parse(Arrays.copyOf(received, length.getValue().intValue()));
        } catch (PcscException e) {
            failed = true;
            throw e.forSession();
        } catch (IllegalArgumentException e) {
            throw new CardTransportException(Kind.CARD_MUTE, "the answer has no status word", e);
        } finally {
            Arrays.fill(send, (byte) 0);
        }
    }

    private static byte[] withoutLeAfterData(CommandApdu command) {
        byte[] bytes = command.bytes();
        boolean caseFour = command.dataLength() > 0 && command.expectedLength() != null;
        return caseFour ? Arrays.copyOf(bytes, bytes.length - 1) : bytes;
    }

    /** SCARD_IO_REQUEST: the protocol and the structure's own length. */
    private Memory protocolHeader() {
        Memory header = new Memory(2L * NativeLong.SIZE);
        header.setNativeLong(0, new NativeLong(protocol));
        header.setNativeLong(NativeLong.SIZE, new NativeLong(header.size()));
        return header;
    }

    @Override
    public byte[] atr() {
        return atr.clone();
    }

    @Override
    public byte[] reset() {
        NativeLongByReference active = new NativeLongByReference();
        try {
            context.library()
                    .call(
                            "SCardReconnect",
                            card,
                            new NativeLong(SHARE_EXCLUSIVE),
                            new NativeLong(PROTOCOL_T0 | PROTOCOL_T1),
                            new NativeLong(UNPOWER_CARD),
                            active);
            protocol = active.getValue().intValue();
            atr = readAtr();
            return atr.clone();
        } catch (PcscException e) {
            failed = true;
            throw e.forSession();
        }
    }

    /** Whether the card stopped answering in this session. */
    boolean failed() {
        return failed;
    }

    /**
     * The card is reset: what this session verified must not serve the next program. A card that stopped answering is left
     * alone, for pcscd 1.9 loses sight of the next card when the reset of a pulled one fails; the next session resets it.
     */
    @Override
    public void close() {
        try {
            context.library().call("SCardDisconnect", card, new NativeLong(failed ? LEAVE_CARD : RESET_CARD));
        } catch (PcscException e) {
            throw e.forSession();
        } finally {
            context.close();
        }
    }
}
