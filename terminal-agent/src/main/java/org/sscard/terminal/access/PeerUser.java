package org.sscard.terminal.access;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Whose process holds the other end of a loopback connection: Linux tells the user of each socket in {@code /proc/net/tcp}.
 * The agent serves its own user and those that are named to it.
 */
public final class PeerUser {

    /** Stands for the user whose session is active at the machine's seat, who may change by the hour. */
    public static final String AT_SEAT = "@seat";

    /** What the system tells of a connection's other end. */
    public enum Standing {
        OURS,
        STRANGER,
        /** The system does not tell. */
        UNTOLD
    }

    private static final Logger LOG = LoggerFactory.getLogger(PeerUser.class);
    private static final AttributeKey<Standing> STANDING = AttributeKey.valueOf(PeerUser.class, "STANDING");
    private static final Path SELF = Path.of("/proc/self");
    private static final Path ACCOUNTS = Path.of("/etc/passwd");
    private static final Path SEAT = Path.of("/run/systemd/seats/seat0");
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int LOCAL_ADDRESS = 1;
    private static final int REMOTE_ADDRESS = 2;
    private static final int USER = 7;
    private static final int FIELDS = 10;

    private final List<Path> tables;
    private final List<String> users;
    private final @Nullable Path seat;

    /** @param seat logind's file of the seat; null: nobody sits there */
    PeerUser(List<Path> tables, List<String> users, @Nullable Path seat) {
        this.tables = List.copyOf(tables);
        this.users = List.copyOf(users);
        this.seat = seat;
    }

    /**
     * @param named accounts of this machine, their numbers, or {@link #AT_SEAT}, besides the agent's own user
     * @throws CodedException CONFIG_VALUE_INVALID for an account that is not there
     */
    public static PeerUser ofThisMachine(List<String> named) {
        List<String> users = new ArrayList<>();
        try {
            users.add(String.valueOf(Files.getAttribute(SELF, "unix:uid")));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.info("This system does not tell whose a connection is: programs need a certificate");
            return new PeerUser(List.of(), List.of(), null);
        }
        named.stream()
                .filter(name -> !name.equals(AT_SEAT))
                .map(PeerUser::number)
                .forEach(users::add);
        return new PeerUser(TABLES, users, named.contains(AT_SEAT) ? SEAT : null);
    }

    private static String number(String account) {
        if (account.matches("[0-9]+")) {
            return account;
        }
        return rows(ACCOUNTS)
                .map(row -> row.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[0].equals(account))
                .map(fields -> fields[2])
                .findFirst()
                .orElseThrow(() -> new CodedException(
                        ErrorCode.CONFIG_VALUE_INVALID, "users", "accounts of this machine, or @seat"));
    }

    /** Asked once a connection: the tables of the system take longer to read than a card. */
    Standing of(ServiceRequestContext request) {
        Channel connection = Objects.requireNonNull(request.log().partial().channel());
        Standing known = connection.attr(STANDING).get();
        if (known == null) {
            known = of(request.remoteAddress(), request.localAddress());
            connection.attr(STANDING).set(known);
        }
        return known;
    }

    /** @param remote the other end, as this end sees it */
    Standing of(InetSocketAddress remote, InetSocketAddress local) {
        if (tables.isEmpty()) {
            return Standing.UNTOLD;
        }
        Optional<String> user = remote.getAddress().isLoopbackAddress()
                ? tables.stream()
                        .flatMap(PeerUser::rows)
                        .flatMap(row -> user(row, remote.getPort(), local.getPort()).stream())
                        .findFirst()
                : Optional.empty();
        return user.filter(this::serves).isPresent() ? Standing.OURS : Standing.STRANGER;
    }

    private static Optional<String> user(String row, int remotePort, int localPort) {
        String[] fields = row.strip().split("\\s+", -1);
        boolean found = fields.length >= FIELDS
                && fields[LOCAL_ADDRESS].endsWith(port(remotePort))
                && fields[REMOTE_ADDRESS].endsWith(port(localPort));
        return found ? Optional.of(fields[USER]) : Optional.empty();
    }

    private boolean serves(String user) {
        return users.contains(user) || (seat != null && rows(seat).anyMatch(("ACTIVE_UID=" + user)::equals));
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
