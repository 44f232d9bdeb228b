package org.sscard.terminal.pcsc;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.smartcardio.ATR;
import javax.smartcardio.Card;
import javax.smartcardio.CardChannel;
import javax.smartcardio.CardException;
import org.jspecify.annotations.Nullable;

/** One connection to a card through pcscd, in a context that it has for itself. */
final class PcscliteCard extends Card {

    private static final int SHARE_EXCLUSIVE = 1;
    private static final int SHARE_SHARED = 2;
    private static final int SHARE_DIRECT = 3;
    private static final int LEAVE_CARD = 0;
    private static final int UNPOWER_CARD = 2;
    private static final int MAX_RESPONSE_LENGTH = 258;
    private static final int MAX_CONTROL_LENGTH = 264;
    private static final int MAX_ATR_LENGTH = 33;

    private final PcscContext context;
    private final Consumer<PcscContext> served;
    private final NativeLong handle;
    private final CardProtocol protocol;
    private final ATR atr;
    private final CardChannel channel = new PcscliteChannel(this);
    private volatile boolean connected = true;
    private volatile @Nullable Thread exclusive;

    private PcscliteCard(PcscContext context, Consumer<PcscContext> served, NativeLong handle, CardProtocol protocol)
            throws PcscException {
        this.context = context;
        this.served = served;
        this.handle = handle;
        this.protocol = protocol;
        this.atr = readAtr(context, handle);
    }

    /**
     * @param context released when this connection does not come about or does not end in order
     * @param served takes the context when the connection ended in order
     */
    static PcscliteCard connect(
            PcscContext context, Consumer<PcscContext> served, String reader, boolean exclusive, int protocols)
            throws PcscException {
        try (Memory name = PcscContext.nativeString(reader)) {
            NativeLongByReference card = new NativeLongByReference();
            NativeLongByReference active = new NativeLongByReference();
            context.library()
                    .call(
                            "SCardConnect",
                            context.handle(),
                            name,
                            new NativeLong(exclusive ? SHARE_EXCLUSIVE : SHARE_SHARED),
                            new NativeLong(protocols),
                            card,
                            active);
            CardProtocol protocol = CardProtocol.ofNumber(active.getValue().intValue());
            return new PcscliteCard(context, served, card.getValue(), protocol);
        } catch (PcscException e) {
            context.close();
            throw e;
        }
    }

    /** A connection to the reader alone, whether a card lies in it or not, that ends with the card's power taken away. */
    static void powerOffDirectly(PcscContext context, String reader) throws PcscException {
        try (Memory name = PcscContext.nativeString(reader)) {
            NativeLongByReference direct = new NativeLongByReference();
            NativeLongByReference active = new NativeLongByReference();
            NativeLong noProtocol = new NativeLong(0);
            PcscLibrary library = context.library();
            NativeLong share = new NativeLong(SHARE_DIRECT);
            library.call("SCardConnect", context.handle(), name, share, noProtocol, direct, active);
            library.call("SCardDisconnect", direct.getValue(), new NativeLong(UNPOWER_CARD));
        }
    }

    private static ATR readAtr(PcscContext context, NativeLong handle) throws PcscException {
        NativeLongByReference nameLength = new NativeLongByReference();
        NativeLongByReference state = new NativeLongByReference();
        NativeLongByReference active = new NativeLongByReference();
        byte[] bytes = new byte[MAX_ATR_LENGTH];
        NativeLongByReference length = new NativeLongByReference(new NativeLong(bytes.length));
        context.library().call("SCardStatus", handle, Pointer.NULL, nameLength, state, active, bytes, length);
        return new ATR(Arrays.copyOf(bytes, length.getValue().intValue()));
    }

    @Override
    public ATR getATR() {
        return atr;
    }

    @Override
    public String getProtocol() {
        return protocol.label();
    }

    @Override
    public CardChannel getBasicChannel() {
        checkConnected();
        return channel;
    }

    /** Social-security cards have the basic channel only. */
    @Override
    public CardChannel openLogicalChannel() throws CardException {
        throw new CardException("no logical channels");
    }

    /** One command as it is, its answer as it came; only a Le after data is left out with T=0 (ISO/IEC 7816-3). */
    byte[] transmit(byte[] command) throws CardException {
        checkUsable();
        byte[] received = new byte[MAX_RESPONSE_LENGTH];
        NativeLongByReference length = new NativeLongByReference(new NativeLong(received.length));
        try (Memory request = protocolHeader()) {
            context.library()
                    .call(
                            "SCardTransmit",
                            handle,
                            request,
                            command,
                            new NativeLong(sentLength(command)),
                            Pointer.NULL,
                            received,
                            length);
        }
        return Arrays.copyOf(received, length.getValue().intValue());
    }

    private int sentLength(byte[] command) {
        int dataLength = command.length > 5 ? command[4] & 0xFF : 0;
        boolean caseFour = dataLength > 0 && command.length == 5 + dataLength + 1;
        return caseFour && protocol == CardProtocol.T0 ? command.length - 1 : command.length;
    }

    /** SCARD_IO_REQUEST: the protocol and the structure's own length. */
    private Memory protocolHeader() {
        Memory header = new Memory(2L * NativeLong.SIZE);
        header.setNativeLong(0, new NativeLong(protocol.number()));
        header.setNativeLong(NativeLong.SIZE, new NativeLong(header.size()));
        return header;
    }

    @Override
    public byte[] transmitControlCommand(int controlCode, byte[] command) throws CardException {
        checkUsable();
        byte[] received = new byte[MAX_CONTROL_LENGTH];
        NativeLongByReference length = new NativeLongByReference();
        context.library()
                .call(
                        "SCardControl",
                        handle,
                        new NativeLong(Integer.toUnsignedLong(controlCode)),
                        command,
                        new NativeLong(command.length),
                        received,
                        new NativeLong(received.length),
                        length);
        return Arrays.copyOf(received, length.getValue().intValue());
    }

    @Override
    public synchronized void beginExclusive() throws CardException {
        checkConnected();
        if (exclusive != null) {
            throw new CardException("a thread has exclusive access already");
        }
        context.library().call("SCardBeginTransaction", handle);
        exclusive = Thread.currentThread();
    }

    @Override
    public synchronized void endExclusive() throws CardException {
        checkConnected();
        if (exclusive != Thread.currentThread()) {
            throw new IllegalStateException("this thread has no exclusive access");
        }
        exclusive = null;
        context.library().call("SCardEndTransaction", handle, new NativeLong(LEAVE_CARD));
    }

    private void checkConnected() {
        if (!connected) {
            throw new IllegalStateException("disconnected");
        }
    }

    private void checkUsable() throws CardException {
        checkConnected();
        Thread holder = exclusive;
        if (holder != null && holder != Thread.currentThread()) {
            throw new CardException("another thread has exclusive access");
        }
    }

    /** @param reset takes the card's power away, so that the next connection begins with a cold reset */
    @Override
    public synchronized void disconnect(boolean reset) throws CardException {
        if (!connected) {
            return;
        }
        connected = false;
        try {
            context.library().call("SCardDisconnect", handle, new NativeLong(reset ? UNPOWER_CARD : LEAVE_CARD));
            served.accept(context);
        } catch (PcscException e) {
            context.close();
            throw e;
        }
    }

    @Override
    public String toString() {
        return "PC/SC card, " + protocol.label();
    }
}
