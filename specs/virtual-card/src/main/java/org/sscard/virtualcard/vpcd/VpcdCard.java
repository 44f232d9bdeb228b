package org.sscard.virtualcard.vpcd;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.spec.transport.CardTransportException;
import org.sscard.virtualcard.CardSession;
import org.sscard.virtualcard.crypto.ByteArrays;

/**
 * A virtual card in a vpcd reader of pcscd, for any PC/SC program of the machine. Frames of the vpcd protocol have a
 * 2-byte length, big-endian; a frame of one byte is a control code, any other a command.
 *
 * <p>While pcscd is away the card tries again, ever more slowly. To close is to take the card out.
 */
public final class VpcdCard implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(VpcdCard.class);

    private static final int POWER_OFF = 0;
    private static final int POWER_ON = 1;
    private static final int RESET = 2;
    private static final int GET_ATR = 4;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration FIRST_WAIT = Duration.ofMillis(50);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private final CardSession card;
    private final InetSocketAddress reader;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Socket socket;
    private volatile boolean connected;
    private volatile boolean inserted;

    private VpcdCard(CardSession card, InetSocketAddress reader) {
        this.card = card;
        this.reader = reader;
        this.thread = new Thread(this::run, "vpcd-" + reader.getPort());
        this.thread.setDaemon(true);
    }

    /** Puts the card into the reader that listens there, as soon as it listens. */
    public static VpcdCard serve(CardSession card, String host, int port) {
        VpcdCard served = new VpcdCard(card, new InetSocketAddress(host, port));
        served.thread.start();
        return served;
    }

    /** Whether the reader holds the card now: it has asked for something. */
    public boolean isInserted() {
        return inserted;
    }

    /**
     * Whether the card stands at the reader but was not asked for anything: another card lies in it. The reader takes this
     * one when the other is gone.
     */
    public boolean isQueued() {
        return connected && !inserted;
    }

    /** Takes the card out and waits until nobody uses it any more. */
    @Override
    public void close() {
        closed.countDown();
        closeQuietly(socket);
        try {
            thread.join(CONNECT_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the card was taken out. */
    public void awaitRemoval() throws InterruptedException {
        thread.join();
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void run() {
        Duration wait = FIRST_WAIT;
        while (!isClosed()) {
            try (Socket connection = connect()) {
                wait = FIRST_WAIT;
                serve(connection);
            } catch (CardTransportException e) {
                if (card.absence().isEmpty()) {
                    log.info("card taken out of {} for good: {}", reader, e.getMessage());
                    return;
                }
                pause(card.absence().get());
                card.reset();
            } catch (IOException e) {
                log.debug("reader {} not there: {}", reader, e.getMessage());
                pause(wait);
                wait = longer(wait);
            } finally {
                connected = false;
                inserted = false;
                socket = null;
            }
        }
    }

    private static Duration longer(Duration wait) {
        Duration doubled = wait.multipliedBy(2);
        return doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }

    private void pause(Duration wait) {
        try {
            if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                log.debug("closed while waiting for {}", reader);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed.countDown();
        }
    }

    private Socket connect() throws IOException {
        Socket connection = new Socket();
        socket = connection;
        connection.setOption(StandardSocketOptions.TCP_NODELAY, true);
        connection.connect(reader, (int) CONNECT_TIMEOUT.toMillis());
        if (isClosed()) {
            connection.close();
        }
        return connection;
    }

    private void serve(Socket connection) throws IOException {
        DataInputStream in = new DataInputStream(new BufferedInputStream(connection.getInputStream()));
        OutputStream out = connection.getOutputStream();
        connected = true;
        while (!isClosed()) {
            byte[] frame = receive(connection, in);
            if (!inserted) {
                inserted = true;
                log.info("card inserted at {}", reader);
            }
            if (!control(frame, out)) {
                send(out, card.transmit(frame));
                requirePresent();
            }
        }
    }

    /** A card that was pulled out after its answer leaves the reader at once, not at the next command. */
    private void requirePresent() {
        if (!card.isPresent()) {
            throw new CardTransportException(CardTransportException.Kind.CARD_REMOVED, "pulled out after its answer");
        }
    }

    /**
     * vpcd sends length and content apart and waits for the acknowledgement between them: without a quick one every
     * command takes 40 ms. The kernel forgets the option, so it is set before every read.
     */
    private static byte[] receive(Socket connection, DataInputStream in) throws IOException {
        acknowledgeQuickly(connection);
        int length = in.readUnsignedShort();
        byte[] frame = new byte[length];
        acknowledgeQuickly(connection);
        in.readFully(frame);
        return frame;
    }

    private static void acknowledgeQuickly(Socket connection) throws IOException {
        if (connection.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            connection.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
        }
    }

    /** Whether the frame was a control code. One byte that is none is a command that some program sent: 6700. */
    private boolean control(byte[] frame, OutputStream out) throws IOException {
        if (frame.length != 1) {
            return false;
        }
        switch (frame[0]) {
            case POWER_OFF, POWER_ON, RESET -> card.reset();
            case GET_ATR -> send(out, card.atr());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void send(OutputStream out, byte[] content) throws IOException {
        out.write(ByteArrays.concat(ByteArrays.number(content.length, 2), content));
        out.flush();
    }

    private static void closeQuietly(@Nullable Socket open) {
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            log.debug("closing the connection to the reader: {}", e.getMessage());
        }
    }
}
