package org.sscard.issuer;

import org.sscard.issuer.console.ConflictPages;
import org.sscard.issuer.console.IntakePages;
import org.sscard.issuer.console.PersonPages;
import org.sscard.issuer.console.PhotoPages;
import org.sscard.issuer.intake.IntakeDesk;
import org.sscard.issuer.intake.PersonDesk;
import org.sscard.issuer.intake.store.IntakeStore;
import org.sscard.issuer.intake.store.SpellingStore;
import org.sscard.issuer.photo.PhotoDesk;
import org.sscard.issuer.registry.store.HouseTimeStore;
import org.sscard.issuer.rpc.IntakeRpc;
import org.sscard.issuer.rpc.PhotoRpc;
import org.sscard.issuer.rpc.RegistryRpc;
import org.sscard.servicekit.server.ServiceServer;

/** What comes into the registry: rosters, photos, corrections, and what has to be decided about them. */
final class IntakeRoom implements Room {

    final IntakeDesk rosters;
    final PersonDesk persons;
    final PhotoDesk photos;

    private final Premises premises;
    private final RegistryRoom registry;

    IntakeRoom(Premises premises, RegistryRoom registry, CustodyRoom custody) {
        this.premises = premises;
        this.registry = registry;
        rosters = premises.opened()
                .add(new IntakeDesk(
                        new IntakeStore(premises.database(), premises.clock(), premises.seal()),
                        new SpellingStore(premises.database(), premises.clock(), premises.seal()),
                        registry.registry,
                        premises.regions(),
                        premises.clock()));
        persons = new PersonDesk(registry.persons, custody.custody.desk(), premises.regions());
        photos = new PhotoDesk(registry.photos);
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(
                new IntakeRpc(rosters, premises.data().directory("rosters"), premises.audit()),
                new PhotoRpc(photos, premises.data().directory("photos"), premises.audit()),
                new RegistryRpc(
                        registry.registry,
                        registry.scan,
                        new HouseTimeStore(premises.database()),
                        registry.claims,
                        persons,
                        premises.audit()));
        new IntakePages(premises.desk(), rosters, premises.data().directory("rosters")).on(server);
        new PhotoPages(premises.desk(), photos, premises.data().directory("photos")).on(server);
        new ConflictPages(premises.desk(), persons).on(server);
        new PersonPages(premises.desk(), persons).on(server);
    }

    @Override
    public void start() {
        rosters.resume();
    }
}
