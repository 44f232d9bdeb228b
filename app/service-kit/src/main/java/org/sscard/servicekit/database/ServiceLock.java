package org.sscard.servicekit.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * One service at a time on an external database, as the lock of the data directory is for an embedded one. It is a lock of a
 * session of its own (pg_advisory_lock), so it ends with the process, however that ends.
 */
final class ServiceLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceLock.class);

    /** Finds out within half a minute that the machine of a service is gone, where its system would take hours. */
    private static final String KEEPALIVE =
            "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3";

    private static final int ALIVE_SECONDS = 2;

    private final String url;
    private final Properties properties;
    private final String service;
    private @Nullable Connection session;

    private ServiceLock(String url, Properties properties, String service) {
        this.url = url;
        this.properties = properties;
        this.service = service;
    }

    /**
     * @param service whose tables they are; services of another name may share the database
     * @throws CodedException DATABASE_IN_USE, DATABASE_UNREACHABLE
     */
    static ServiceLock take(String url, @Nullable String user, @Nullable String password, String service) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "sscard lock");
        properties.setProperty("tcpKeepAlive", "true");
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        ServiceLock lock = new ServiceLock(url, properties, service);
        try {
            if (!lock.taken()) {
                throw new CodedException(ErrorCode.DATABASE_IN_USE, url.replaceAll("\\?.*", ""));
            }
            return lock;
        } catch (SQLException e) {
            throw new CodedException(e, ErrorCode.DATABASE_UNREACHABLE, url.replaceAll("\\?.*", ""));
        }
    }

    /** Whether it is held; after the server was away it is taken again, unless another service was quicker. */
    synchronized boolean held() {
        try {
            Connection open = session;
            return (open != null && open.isValid(ALIVE_SECONDS)) || taken();
        } catch (SQLException e) {
            return false;
        }
    }

    private synchronized boolean taken() throws SQLException {
        close();
        Connection opened = DriverManager.getConnection(url, properties);
        try (Statement settings = opened.createStatement();
                PreparedStatement lock =
                        opened.prepareStatement("select pg_try_advisory_lock(hashtextextended('sscard ' || ?, 0))")) {
            settings.execute(KEEPALIVE);
            lock.setString(1, service);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    session = opened;
                    return true;
                }
            }
        } catch (SQLException e) {
            opened.close();
            throw e;
        }
        opened.close();
        return false;
    }

    @Override
    public synchronized void close() {
        Connection open = session;
        session = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                LOG.warn("the session of the service's lock was gone already ({})", e.getSQLState());
            }
        }
    }
}
