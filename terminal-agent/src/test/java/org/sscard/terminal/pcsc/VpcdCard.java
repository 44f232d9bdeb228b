package org.sscard.terminal.pcsc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;

/** A card in a vpcd reader: connecting is inserting, closing the socket is pulling it out. */
final class VpcdCard implements AutoCloseable {

    private static final int POWER_OFF = 0;
    private static final int POWER_ON = 1;
    private static final int RESET = 2;
    private static final int GET_ATR = 4;

    private final Socket socket = new Socket();
    private final byte[] atr;
    private final Runnable reset;
    private final UnaryOperator<byte[]> card;

    private VpcdCard(String atr, Runnable reset, UnaryOperator<byte[]> card) {
        this.atr = HexFormat.of().parseHex(atr);
        this.reset = reset;
        this.card = card;
    }

    static VpcdCard insert(int port, String atr, Runnable reset, UnaryOperator<byte[]> card) {
        VpcdCard inserted = new VpcdCard(atr, reset, card);
        inserted.connect(port);
        Thread thread = new Thread(inserted::serve, "vpcd card");
        thread.setDaemon(true);
        thread.start();
        return inserted;
    }

    private void connect(int port) {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        try (DataInputStream in = new DataInputStream(socket.getInputStream());
                DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
            while (true) {
                // Without this the kernel delays acknowledgements and the driver waits 40 ms for each.
                socket.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
                byte[] message = new byte[in.readUnsignedShort()];
                in.readFully(message);
                byte[] answer = answer(message);
                if (answer.length > 0) {
                    byte[] framed = new byte[answer.length + 2];
                    framed[0] = (byte) (answer.length >> 8);
                    framed[1] = (byte) answer.length;
                    System.arraycopy(answer, 0, framed, 2, answer.length);
                    out.write(framed);
                }
            }
        } catch (IOException e) {
            // The driver or the test took the card out.
        }
    }

    private byte[] answer(byte[] message) {
        if (message.length != 1) {
            return card.apply(message);
        }
        return switch (message[0]) {
            case POWER_ON, RESET -> {
                reset.run();
                yield new byte[0];
            }
            case GET_ATR -> atr;
            case POWER_OFF -> new byte[0];
            default -> new byte[0];
        };
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
