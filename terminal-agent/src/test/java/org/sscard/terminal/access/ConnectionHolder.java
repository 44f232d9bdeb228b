package org.sscard.terminal.access;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A process that opens connections to a port of loopback, says so, and holds them until its input ends. */
public final class ConnectionHolder {

    private ConnectionHolder() {}

    /** @param arguments port and number */
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress agent =
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        List<SocketChannel> held = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            held.add(SocketChannel.open(agent));
        }
        System.out.println(held.size());
        while (System.in.read() >= 0) {
            // Holds them.
        }
    }
}
