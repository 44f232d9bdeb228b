package org.sscard.issuer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.sscard.issuer.console.CardOsPages;
import org.sscard.issuer.console.CustodyPages;
import org.sscard.issuer.custody.BureauActions;
import org.sscard.issuer.custody.CeremonyRecords;
import org.sscard.issuer.custody.Custody;
import org.sscard.issuer.custody.RegistryActions;
import org.sscard.issuer.custody.ReleaseActions;
import org.sscard.issuer.custody.StaffRegister;
import org.sscard.issuer.custody.store.StaffStore;
import org.sscard.issuer.keyservice.CryptogramDesk;
import org.sscard.issuer.keyservice.KeyLimits;
import org.sscard.issuer.keyservice.KeyPermissions;
import org.sscard.issuer.keyservice.TacVerifier;
import org.sscard.issuer.rpc.CustodyRpc;
import org.sscard.issuer.rpc.KeyRpc;
import org.sscard.servicekit.server.ServiceServer;

/** What two persons decide, whoever holds the keys, and the key service that works with them. */
final class CustodyRoom implements Room {

    final Custody custody;
    final StaffRegister staff;

    private final Premises premises;
    private final KeyRoom keys;
    private final WorkflowRoom workflow;
    private final ExecutorService psamWriters;

    CustodyRoom(
            Premises premises, KeyRoom keys, WorkflowRoom workflow, RegistryRoom registry, ProductionRoom production) {
        this.premises = premises;
        this.keys = keys;
        this.workflow = workflow;
        custody = premises.opened()
                .add(Custody.open(
                        premises.vault(),
                        premises.database(),
                        premises.audit(),
                        premises.certificates(),
                        new BureauActions(registry.blanks, registry.registry, registry.holderStore),
                        new ReleaseActions(
                                workflow.register,
                                workflow.releases,
                                workflow.gate,
                                production.batches,
                                registry.registry,
                                premises.clock()),
                        workflow.quota,
                        workflow.workflows::imported,
                        premises.data().directory("deliveries"),
                        premises.regions(),
                        keys.profiles::of,
                        () -> registry.registry.countByState(null).values().stream()
                                .mapToLong(Integer::longValue)
                                .sum(),
                        premises.clock(),
                        premises.random()));
        new RegistryActions(registry.persons).register(custody.desk());
        psamWriters = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "psam");
            thread.setDaemon(true);
            return thread;
        });
        premises.opened().add(psamWriters::shutdownNow);
        staff = premises.opened()
                .add(new StaffRegister(
                        new StaffStore(premises.database(), premises.clock()),
                        premises.listen().register(),
                        premises.clock()));
    }

    @Override
    public void on(ServiceServer.Builder server) {
        KeyLimits limits =
                AlarmedLimits.of(premises.config().keyService(), keys.terminals, premises.audit(), premises.clock());
        server.grpc(
                new KeyRpc(
                        new TacVerifier(
                                keys.hierarchy,
                                premises.regions(),
                                custody.inventory()::isLost,
                                limits,
                                premises.audit()),
                        new CryptogramDesk(
                                keys.hierarchy,
                                premises.regions(),
                                KeyPermissions.standard(),
                                limits,
                                keys.terminals,
                                premises.audit(),
                                premises.clock())),
                new CustodyRpc(custody, staff, psamWriters));
        new CardOsPages(premises.desk(), workflow.register, custody.desk()).on(server);
        new CustodyPages(
                        premises.desk(),
                        custody,
                        new CeremonyRecords(premises.data().directory("ceremonies")),
                        staff,
                        keys.terminals,
                        premises.data().path().resolve("audit.log"))
                .on(server);
    }
}
