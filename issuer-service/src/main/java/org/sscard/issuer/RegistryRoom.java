package org.sscard.issuer;

import java.time.LocalTime;
import org.sscard.audit.AuditEntry;
import org.sscard.issuer.authority.Claims;
import org.sscard.issuer.authority.store.AuthorityStore;
import org.sscard.issuer.blacklist.FullBlacklist;
import org.sscard.issuer.blacklist.store.BlacklistStore;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.feed.StatusFeed;
import org.sscard.issuer.feed.store.FeedStore;
import org.sscard.issuer.photo.store.PhotoStore;
import org.sscard.issuer.registry.CardTimers;
import org.sscard.issuer.registry.NightlyScan;
import org.sscard.issuer.registry.NumberWitness;
import org.sscard.issuer.registry.store.CardBook;
import org.sscard.issuer.registry.store.ClaimStore;
import org.sscard.issuer.registry.store.DuePeriods;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.issuer.registry.store.HouseTimeStore;
import org.sscard.issuer.registry.store.NumberSource;
import org.sscard.issuer.registry.store.PersonBook;
import org.sscard.issuer.registry.store.RegistryScan;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.registry.store.RegistryUpgrade;
import org.sscard.issuer.rpc.AuthorityRpc;
import org.sscard.issuer.rpc.BlacklistRpc;
import org.sscard.issuer.rpc.FeedRpc;
import org.sscard.issuer.rpc.LifeCycleRpc;
import org.sscard.issuer.rpc.RemoteAuthority;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.servicekit.server.ServiceServer;
import org.sscard.wire.error.ErrorCode;

/** Persons and cards: the registry, the life cycle, the feed, the blacklist and the tier above. */
final class RegistryRoom implements Room {

    final BlankBook blanks;
    final CardBook book;
    final RegistryStore registry;
    final HolderStore holderStore;
    final HolderDesk holders;
    final FeedStore feedStore;
    final PersonBook persons;
    final PhotoStore photos;

    private final Premises premises;
    private final StatusFeed feed;
    final NightlyScan scan;
    final ClaimStore claims;

    RegistryRoom(Premises premises, WorkflowRoom workflow) {
        this.premises = premises;
        IssuerConfig config = premises.config();
        new RegistryUpgrade(premises.database(), premises.seal()).run();
        feedStore = new FeedStore(premises.database(), premises.seal());
        feedStore.sealOld();
        NumberWitness witness = NumberWitness.open(
                config.numbersWitnessFile() == null
                        ? premises.data().path().resolve("numbers.witness")
                        : config.numbersWitnessFile());
        blanks = new BlankBook(premises.database(), premises.clock(), config.listedBlanksOnly(), workflow.releases);
        book = new CardBook(
                premises.clock(),
                config.periods(),
                premises.seal(),
                feedStore,
                new NumberSource(witness),
                blanks,
                config.authority() != null);
        registry = new RegistryStore(premises.database(), premises.clock(), book, premises.seal());
        registry.open(config.regions().stream().map(IssuerConfig.Region::range).toList());
        photos = new PhotoStore(premises.database(), premises.clock(), premises.seal());
        persons = new PersonBook(premises.database(), premises.clock(), premises.seal(), book, photos::idNumberChanged);
        holderStore = new HolderStore(premises.database(), premises.clock(), book);
        holders = new HolderDesk(registry, holderStore);
        claims = new ClaimStore(premises.database(), premises.clock(), premises.seal());
        feed = premises.opened().add(new StatusFeed(feedStore, config.feedPoll(), config.feedHeartbeat()));
        scan = premises.opened()
                .add(new NightlyScan(
                        new RegistryScan(premises.database(), premises.clock(), premises.seal()),
                        premises.clock(),
                        LocalTime.parse(config.scanAt()),
                        report -> premises.audit()
                                .append(new AuditEntry(
                                        "nightly",
                                        "registry",
                                        "REGISTRY_SCAN",
                                        "persons " + report.persons() + " cards " + report.cards() + " feed "
                                                + report.feedVersion(),
                                        report.total() == 0 ? "OK" : ErrorCode.REGISTRY_ROW_TAMPERED.name()))));
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(
                new LifeCycleRpc(holders, premises.config().periods()),
                new AuthorityRpc(new AuthorityStore(premises.database(), premises.clock(), premises.seal())),
                new BlacklistRpc(
                        new FullBlacklist(
                                new BlacklistStore(premises.database()),
                                premises.data().directory("blacklist"),
                                premises.clock()),
                        premises.listen().tls()),
                new FeedRpc(feed));
    }

    @Override
    public void start() {
        IssuerConfig config = premises.config();
        premises.opened()
                .add(new CardTimers(
                        new HouseTimeStore(premises.database()),
                        new DuePeriods(premises.database(), book, config.periods()),
                        premises.process(),
                        System::nanoTime))
                .every(config.tick());
        scan.start();
        IssuerConfig.Above above = config.authority();
        if (above != null) {
            RemoteAuthority authority =
                    premises.opened().add(new RemoteAuthority(RpcConnection.to(above.url(), above.credentials())));
            premises.opened().add(new Claims(claims, authority)).every(config.tick());
        }
    }
}
