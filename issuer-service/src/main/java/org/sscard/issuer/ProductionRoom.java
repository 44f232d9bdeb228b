package org.sscard.issuer;

import org.sscard.issuer.batch.BatchRunner;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.batch.store.ProgressStore;
import org.sscard.issuer.intake.RosterImport;
import org.sscard.issuer.mailer.PinMailers;
import org.sscard.issuer.mailer.store.MailerStore;
import org.sscard.issuer.perso.Personaliser;
import org.sscard.issuer.perso.store.JobStore;
import org.sscard.issuer.perso.store.JournalStore;
import org.sscard.issuer.preparation.Preparation;
import org.sscard.issuer.preparation.ReturnDesk;
import org.sscard.issuer.preparation.TransportComponents;
import org.sscard.issuer.preparation.store.PreparationStore;
import org.sscard.issuer.preparation.store.ReturnStore;
import org.sscard.issuer.quality.QualityDesk;
import org.sscard.issuer.quality.QualityRules;
import org.sscard.issuer.quality.store.QualityStore;
import org.sscard.issuer.rpc.BureauRpc;
import org.sscard.issuer.rpc.PreparationRpc;
import org.sscard.issuer.rpc.ProductionRpc;
import org.sscard.issuer.rpc.StationRpc;
import org.sscard.issuer.station.Stations;
import org.sscard.servicekit.server.ServiceServer;

/** From the roster to the finished card: intake, batches, stations. */
final class ProductionRoom implements Room {

    final JobStore jobs;
    final BatchStore batches;
    final Stations stations;
    final BatchRunner runner;
    final ProgressStore progress;
    final QualityDesk quality;
    final JournalStore journal;

    final Preparation preparation;
    final ReturnDesk returns;
    final MailerStore mailers;

    private final Premises premises;
    private final WorkflowRoom workflow;
    private final RegistryRoom registry;

    ProductionRoom(Premises premises, KeyRoom keys, WorkflowRoom workflow, RegistryRoom registry) {
        this.premises = premises;
        this.registry = registry;
        this.workflow = workflow;
        IssuerConfig config = premises.config();
        jobs = new JobStore(
                premises.database(), premises.clock(), registry.book, premises.process(), config.leaseTime());
        journal = new JournalStore(premises.database(), premises.clock(), premises.seal());
        Personaliser personaliser = new Personaliser(
                keys.hierarchy,
                config.profile().cardProfile(),
                premises.opened().add(IssuerKeys.initialPin(config.profile().initialPinFile(), premises.dev())),
                jobs,
                journal,
                premises.clock(),
                premises.random());
        batches = new BatchStore(premises.database(), premises.clock(), registry.book);
        stations = premises.opened().add(new Stations(config.stationPatience()));
        runner = premises.opened()
                .add(new BatchRunner(
                        batches, workflow.releases, jobs, registry.registry, personaliser, stations, config.tick()));
        progress = new ProgressStore(premises.database(), premises.clock());
        quality = new QualityDesk(
                QualityRules.standard(),
                new QualityStore(premises.database(), premises.clock(), registry.book),
                registry.registry);
        preparation = new Preparation(
                new PreparationStore(premises.database(), premises.clock(), premises.seal()),
                premises.seal(),
                keys.hierarchy,
                config.profile().cardProfile(),
                config.vault().environment(),
                premises.data().directory("batch-files"),
                premises.clock(),
                premises.random());
        returns =
                new ReturnDesk(new ReturnStore(premises.database(), premises.clock(), registry.book), premises.seal());
        mailers = new MailerStore(premises.database(), premises.clock(), premises.seal());
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(
                new BureauRpc(
                        new RosterImport(registry.registry, premises.regions()),
                        premises.data().directory("rosters"),
                        registry.registry,
                        registry.holders,
                        batches,
                        runner,
                        stations,
                        premises.regions()),
                new ProductionRpc(progress, quality, mailers),
                new PreparationRpc(
                        preparation,
                        returns,
                        new PinMailers(mailers),
                        mailers,
                        new TransportComponents(premises.seal()),
                        workflow.releases::requireStart,
                        premises.data().directory("return-files")),
                new StationRpc(stations));
    }
}
