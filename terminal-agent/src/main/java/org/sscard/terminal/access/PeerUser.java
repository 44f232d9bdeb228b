package org.sscard.terminal.access;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose process holds the other end of a loopback connection: Linux tells the user of each socket in {@code /proc/net/tcp}.
 * Where nothing tells, the other end counts as a stranger.
 */
final class PeerUser {

    private static final Logger LOG = LoggerFactory.getLogger(PeerUser.class);
    private static final Path SELF = Path.of("/proc/self");
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;
    private static final int USER = 7;
    private static final int FIELDS = 10;

    private final List<Path> tables;
    private final String self;

    PeerUser(List<Path> tables, String self) {
        this.tables = List.copyOf(tables);
        this.self = self;
    }

    static PeerUser ofThisMachine() {
        try {
            return new PeerUser(TABLES, String.valueOf(Files.getAttribute(SELF, "unix:uid")));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("This system does not tell whose a connection is: programs need a certificate");
            return new PeerUser(List.of(), "");
        }
    }

    /** @param remote the other end, as this end sees it */
    boolean isOurs(InetSocketAddress remote, InetSocketAddress local) {
        return remote.getAddress().isLoopbackAddress()
                && tables.stream()
                        .flatMap(PeerUser::rows)
                        .anyMatch(row -> isOurs(row, remote.getPort(), local.getPort()));
    }

    private boolean isOurs(String row, int remotePort, int localPort) {
        String[] fields = row.strip().split("\\s+", -1);
        return fields.length >= FIELDS
                && fields[LOCAL_ADDRESS].endsWith(port(remotePort))
                && fields[REMOTE_ADDRESS].endsWith(port(localPort))
                && fields[USER].equals(self);
    }

    private static String port(int port) {
        return String.format(Locale.ROOT, ":%04X", port);
    }

    private static Stream<String> rows(Path table) {
        try {
            return Files.readAllLines(table).stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }
}
