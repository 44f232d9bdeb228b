package org.sscard.issuer;

import java.time.Duration;
import java.util.List;
import org.sscard.issuer.console.BureauConsole;
import org.sscard.issuer.console.BureauWork;
import org.sscard.servicekit.server.ServiceServer;

/** The bureau's own pages; a room that has pages of its own may also put them on the server itself. */
final class ConsoleRoom implements Room {

    private static final Duration ALARMS_SHOWN = Duration.ofDays(1);

    private final BureauConsole console;

    ConsoleRoom(
            Premises premises,
            KeyRoom keys,
            WorkflowRoom workflow,
            RegistryRoom registry,
            FaceRoom face,
            StockRoom stock,
            ProductionRoom production,
            CustodyRoom custody) {
        console = new BureauConsole(
                premises.desk(),
                new BureauWork(
                        premises.database(),
                        registry.registry,
                        registry.holders,
                        registry.holderStore,
                        premises.config().periods(),
                        production.progress,
                        production.batches,
                        production.runner,
                        production.quality,
                        production.journal,
                        premises.config().profile().cardProfile(),
                        face.proof,
                        face.cards,
                        workflow.releases,
                        workflow.register,
                        production.stations,
                        registry.blanks,
                        stock.handovers,
                        custody.custody.desk(),
                        () -> keys.terminals.alarmsSince(
                                premises.clock().instant().minus(ALARMS_SHOWN)),
                        List.copyOf(premises.regions())));
    }

    @Override
    public void on(ServiceServer.Builder server) {
        console.on(server);
    }
}
