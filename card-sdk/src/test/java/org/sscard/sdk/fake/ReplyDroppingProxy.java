package org.sscard.sdk.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes bytes between SDK and insurer; after {@link #dropReplies} what the insurer says is lost until {@link #heal}. */
public final class ReplyDroppingProxy implements AutoCloseable {
    private final ServerSocket entrance;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private volatile boolean dropping;

    public ReplyDroppingProxy(int target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public int port() {
        return entrance.getLocalPort();
    }

    public void dropReplies() {
        dropping = true;
    }

    /** Cuts the connections that have lost bytes; new ones pass. */
    public void heal() throws IOException {
        dropping = false;
        closeSockets();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        closeSockets();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = entrance.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.add(client);
                sockets.add(server);
                start(() -> pass(client, server, false));
                start(() -> pass(server, client, true));
            }
        } catch (IOException e) {
            // The entrance was closed.
        }
    }

    private void pass(Socket from, Socket to, boolean reply) {
        byte[] buffer = new byte[8192];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            int read = in.read(buffer);
            while (read >= 0) {
                if (!reply || !dropping) {
                    out.write(buffer, 0, read);
                    out.flush();
                }
                read = in.read(buffer);
            }
        } catch (IOException e) {
            // Either side is gone; the streams close both.
        }
    }

    private void closeSockets() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }
}
