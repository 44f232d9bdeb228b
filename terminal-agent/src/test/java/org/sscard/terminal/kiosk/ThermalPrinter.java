package org.sscard.terminal.kiosk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A receipt printer at an address, which answers DLE EOT as ESC/POS printers do. */
final class ThermalPrinter implements AutoCloseable {

    private static final int FINE = 0x12;

    private final Map<Integer, Integer> states = new ConcurrentHashMap<>(Map.of(1, FINE, 2, FINE, 4, FINE));
    private final ByteArrayOutputStream paper = new ByteArrayOutputStream();
    private final ServerSocket server;
    private volatile boolean lastPaper;

    ThermalPrinter() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Thread device = new Thread(this::serve, "printer");
        device.setDaemon(true);
        device.start();
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    /** What DLE EOT {@code which} answers. */
    void status(int which, int answer) {
        states.put(which, answer);
    }

    void outOfPaper() {
        status(4, 0x72);
    }

    void coverOpen() {
        status(1, 0x1A);
        status(2, 0x16);
    }

    void ready() {
        states.putAll(Map.of(1, FINE, 2, FINE, 4, FINE));
    }

    /** The roll ends with the next line. */
    void paperEndsWhilePrinting() {
        lastPaper = true;
    }

    byte[] printed() {
        synchronized (paper) {
            return paper.toByteArray();
        }
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                int b;
                while ((b = socket.getInputStream().read()) >= 0) {
                    if (b == 0x10) {
                        socket.getInputStream().read();
                        socket.getOutputStream()
                                .write(states.get(socket.getInputStream().read()));
                    } else {
                        print(b);
                    }
                }
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private void print(int b) {
        synchronized (paper) {
            paper.write(b);
        }
        if (lastPaper) {
            outOfPaper();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
