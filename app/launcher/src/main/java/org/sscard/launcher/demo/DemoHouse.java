package org.sscard.launcher.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.sscard.servicekit.data.DataDirectory;
import org.sscard.servicekit.security.Credentials;
import org.sscard.servicekit.security.InternalCa;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The three services of the demo, each a process of its own with its own data, certificates from one authority. Everything
 * lies in one directory that is empty at the start.
 */
final class DemoHouse implements AutoCloseable {
    private static final int ISSUER_PORT = 8610;
    private static final int INSURANCE_PORT = 8620;
    private static final int AGENT_PORT = 8600;

    private final Path directory;
    private final DataDirectory lock;
    private final InternalCa authority;
    private final Map<HouseService, ServiceProcess> running = new ConcurrentHashMap<>();
    private final int issuerPort = freePort(ISSUER_PORT);
    private final int insurancePort = freePort(INSURANCE_PORT);
    private final int agentPort = freePort(AGENT_PORT);

    private DemoHouse(Path directory, DataDirectory lock, Clock clock) {
        this.directory = directory;
        this.lock = lock;
        this.authority = InternalCa.open(directory.resolve("pki"), clock, new SecureRandom());
    }

    /**
     * Empties what an earlier demo left; one that still runs, or a service that outlived its killed demo, is not disturbed.
     *
     * @throws CodedException DATA_DIRECTORY_IN_USE, DATA_DIRECTORY_NOT_WRITABLE
     */
    static DemoHouse build(Path directory, Clock clock) {
        DataDirectory lock = DataDirectory.open(directory, "demo");
        try {
            for (String service : List.of("issuer", "insurance", "agent")) {
                DataDirectory.open(directory.resolve(service), service).close();
            }
            for (String part : List.of("issuer", "insurance", "agent", "pki", "window", "ceremony", "receipts")) {
                delete(directory.resolve(part));
            }
            for (HouseService service : HouseService.values()) {
                delete(log(directory, service));
            }
            return new DemoHouse(directory, lock, clock);
        } catch (IOException e) {
            lock.close();
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, directory);
        } catch (CodedException e) {
            lock.close();
            throw e;
        }
    }

    /** Starts all three beside each other and answers when they serve. */
    void open(String agentReaders) {
        configure(HouseService.ISSUER, issuerConfig());
        configure(HouseService.INSURANCE, insuranceConfig());
        configure(HouseService.AGENT, agentConfig(agentReaders));
        for (HouseService service : HouseService.values()) {
            start(service);
        }
        for (HouseService service : HouseService.values()) {
            process(service).url();
        }
    }

    /** Starts the agent anew with other readers, or other roles for the same readers. */
    void restartAgent(String agentReaders) {
        process(HouseService.AGENT).close();
        configure(HouseService.AGENT, agentConfig(agentReaders));
        startAgain(HouseService.AGENT);
    }

    /** Ends a service as a power cut does, by SIGKILL: it is told nothing and closes nothing. */
    void kill(HouseService service) {
        process(service).kill();
    }

    /** Starts a service that ended, with the configuration and the data it had, and answers when it serves. */
    void startAgain(HouseService service) {
        start(service);
        process(service).url();
    }

    /** How staff come into the consoles: role, person and one-time link. */
    List<String> logins() {
        List<String> logins = new ArrayList<>(process(HouseService.ISSUER).logins());
        logins.addAll(process(HouseService.INSURANCE).logins());
        return logins;
    }

    URI issuer() {
        return http(issuerPort);
    }

    URI insurance() {
        return http(insurancePort);
    }

    /** Waits until the agent serves. */
    URI agent() {
        return process(HouseService.AGENT).url();
    }

    Path windowJournal(String institution) {
        return directory.resolve("window").resolve(institution);
    }

    @Override
    public void close() {
        for (HouseService service : HouseService.values()) {
            ServiceProcess ending = running.remove(service);
            if (ending != null) {
                ending.close();
            }
        }
        lock.close();
    }

    private ServiceProcess process(HouseService service) {
        ServiceProcess started = running.get(service);
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private void start(HouseService service) {
        running.put(service, ServiceProcess.start(service.verb(), config(service), log(directory, service)));
    }

    private void configure(HouseService service, String yaml) {
        try {
            Files.writeString(config(service), yaml);
        } catch (IOException e) {
            throw new CodedException(e, ErrorCode.DATA_DIRECTORY_NOT_WRITABLE, directory);
        }
    }

    private Path config(HouseService service) {
        return directory.resolve(service.verb() + ".yaml");
    }

    private static Path log(Path directory, HouseService service) {
        return directory.resolve(service.verb() + ".log");
    }

    private String issuerConfig() {
        Credentials server = authority.server("issuer");
        return """
                server:
                  port: %d
                  tls: {certificate: '%s', key: '%s', clientAuthority: '%s'}
                data: '%s'
                tick: 500ms
                leaseTime: 5s
                """.formatted(
                issuerPort, server.certificate(), server.key(), server.authority(), directory.resolve("issuer"));
    }

    private String insuranceConfig() {
        Credentials server = authority.server("insurance");
        return """
                server:
                  port: %d
                  tls: {certificate: '%s', key: '%s', clientAuthority: '%s'}
                data: '%s'
                issuer: %s
                """.formatted(
                        insurancePort,
                        server.certificate(),
                        server.key(),
                        server.authority(),
                        directory.resolve("insurance"),
                        line(issuerPort, authority.client("insurer", Role.INSURER)));
    }

    private String agentConfig(String readers) {
        return """
                server: {port: %d}
                data: '%s'
                device: 'DEMO0001'
                station: 'station-1'
                issuer: %s
                kiosk:
                  terminal: 'KIOSK-DEMO'
                  issuer: %s
                  insurer: %s
                  printer: {folder: '%s'}
                %s
                """.formatted(
                        agentPort,
                        directory.resolve("agent"),
                        line(issuerPort, authority.client("station-1", Role.STATION, Role.AGENT)),
                        line(issuerPort, authority.client("kiosk-1", Role.KIOSK)),
                        line(insurancePort, authority.client("kiosk-1", Role.KIOSK)),
                        receipts(),
                        readers);
    }

    /** Where the kiosk's receipts come out. */
    Path receipts() {
        return directory.resolve("receipts");
    }

    private static String line(int port, Credentials own) {
        return "{url: 'https://127.0.0.1:%d', credentials: {certificate: '%s', key: '%s', authority: '%s'}}"
                .formatted(port, own.certificate(), own.key(), own.authority());
    }

    private static URI http(int port) {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The usual port, or another when it is taken: a demo runs beside services that are already there. */
    private static int freePort(int usual) {
        try (ServerSocket probe = new ServerSocket(usual, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                return any.getLocalPort();
            } catch (IOException none) {
                throw new CodedException(none, ErrorCode.PORT_IN_USE, usual);
            }
        }
    }

    private static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
