package org.sscard.terminal;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.terminal.api.OperationLog;
import org.sscard.terminal.api.WindowOperations;
import org.sscard.terminal.card.Blacklist;
import org.sscard.terminal.kiosk.FolderPrinter;
import org.sscard.terminal.kiosk.IdentityProof;
import org.sscard.terminal.kiosk.Kiosk;
import org.sscard.terminal.kiosk.KioskLimits;
import org.sscard.terminal.kiosk.KioskRoom;
import org.sscard.terminal.kiosk.ReceiptPrinter;
import org.sscard.terminal.kiosk.ResetReports;
import org.sscard.terminal.kiosk.SimulatedIdentityProof;
import org.sscard.terminal.kiosk.TcpPrinter;
import org.sscard.terminal.kiosk.rpc.BureauLine;
import org.sscard.terminal.kiosk.rpc.InsurerLine;
import org.sscard.terminal.pin.OnScreenPad;
import org.sscard.terminal.reader.ReaderDesk;

/** Puts the kiosk of a configuration together. */
final class KioskOpening {

    private static final Duration PRINTER_PATIENCE = Duration.ofSeconds(3);

    private KioskOpening() {}

    /**
     * @param reports directory of what the bureau has not heard yet
     * @param opened closes a line with the agent
     */
    static Kiosk open(
            AgentConfig agent,
            KioskConfig config,
            Path reports,
            boolean dev,
            ReaderDesk readers,
            WindowOperations window,
            OnScreenPad pad,
            Blacklist blacklist,
            OperationLog log,
            Clock clock,
            SecureRandom random,
            UnaryOperator<RpcConnection> opened) {
        AgentConfig.Issuer bureau = config.issuer() != null ? config.issuer() : agent.issuer();
        AgentConfig.Issuer insurer = config.insurer();
        BureauLine bureauLine = bureau == null ? null : new BureauLine(opened.apply(line(bureau)), config.terminal());
        KioskRoom room = new KioskRoom(
                config.terminal(),
                window,
                pad,
                blacklist,
                bureauLine,
                insurer == null ? null : new InsurerLine(opened.apply(line(insurer))),
                identity(dev),
                printer(config.printer()),
                new ResetReports(reports, bureauLine),
                log,
                clock,
                dev);
        return new Kiosk(room, readers, new KioskLimits(config.pageLimit(), config.warning()), random);
    }

    private static RpcConnection line(AgentConfig.Issuer peer) {
        return RpcConnection.to(peer.url(), peer.credentials());
    }

    /** A real service where one is installed; a simulated one only in a first run. */
    private static Optional<IdentityProof> identity(boolean dev) {
        return ServiceLoader.load(IdentityProof.class)
                .findFirst()
                .or(() -> dev ? Optional.of(new SimulatedIdentityProof()) : Optional.empty());
    }

    private static ReceiptPrinter printer(KioskConfig.@Nullable Printer printer) {
        if (printer == null) {
            return ReceiptPrinter.none();
        }
        return printer.folder() != null
                ? new FolderPrinter(printer.folder())
                : new TcpPrinter(new InetSocketAddress(printer.host(), printer.port()), PRINTER_PATIENCE);
    }
}
