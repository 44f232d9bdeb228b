package org.sscard.terminal.feed.rpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.SubscribeRequest;

/** Keeps the blacklist at the issuer's: the full list first, then every change. A gap in the versions means fetching the full
 * list again (F20); as long as that fails, the list at hand holds. */
public final class BlacklistFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlacklistFeed.class);

    private final RpcConnection issuer;
    private final BlacklistReplica replica;
    private final Clock clock;
    private final @Nullable FullListFetch full;
    private final IssuerStream stream;
    private volatile @Nullable CancellableContext call;

    /** @param authority PEM of the authority that the issuer's certificate is of; without one no full list is taken */
    public BlacklistFeed(RpcConnection issuer, BlacklistReplica replica, @Nullable Path authority, Clock clock) {
        this.full = authority == null ? null : new FullListFetch(issuer, replica, authority, clock);
        this.issuer = issuer;
        this.replica = replica;
        this.clock = clock;
        this.stream = new IssuerStream("blacklist feed", this::subscribe);
    }

    public void start() {
        stream.start();
    }

    public boolean up() {
        return stream.up();
    }

    private void subscribe() {
        FullListFetch list = full;
        if (list != null && replica.wantsFullList()) {
            fetch(list);
        }
        CancellableContext context = Context.ROOT.withCancellation();
        call = context;
        context.run(() -> issuer.streamStub(CardStatusFeedGrpc.CardStatusFeedStub.class)
                .subscribe(
                        SubscribeRequest.newBuilder()
                                .setAfterVersion(replica.version())
                                .build(),
                        new Changes(context)));
    }

    /** A list that cannot be had, or is not genuine, changes nothing; changes go on from where the copy stands. */
    private void fetch(FullListFetch list) {
        try {
            list.fetch();
            LOG.info("Full blacklist of version {} with {} cards", replica.version(), replica.size());
        } catch (CodedException e) {
            LOG.warn("The full blacklist was not taken over: {}", e.code());
        }
    }

    @Override
    public void close() {
        stream.close();
        CancellableContext context = call;
        if (context != null) {
            context.cancel(null);
        }
    }

    private final class Changes implements StreamObserver<CardStatusChange> {

        private final CancellableContext context;

        Changes(CancellableContext context) {
            this.context = context;
        }

        @Override
        public void onNext(CardStatusChange change) {
            stream.alive();
            if (change.getHeartbeat()) {
                replica.confirm(clock.instant());
                return;
            }
            CardIdentificationCode card = CardIdentificationCode.ofBytes(
                    change.getCardIdentificationCode().toByteArray());
            if (!replica.apply(change.getVersion(), card, change.getBlacklisted())) {
                LOG.warn(
                        "Blacklist change {} does not follow {}; the full list is fetched",
                        change.getVersion(),
                        replica.version());
                context.cancel(null);
                return;
            }
            replica.confirm(clock.instant());
        }

        @Override
        public void onError(Throwable failure) {
            stream.ended(failure.getMessage() == null ? failure : failure.getMessage());
        }

        @Override
        public void onCompleted() {
            stream.ended("closed by the issuer");
        }
    }
}
