package org.sscard.terminal.feed.rpc;

import io.grpc.Context;
import io.grpc.Context.CancellableContext;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.spec.identity.CardIdentificationCode;
import org.sscard.terminal.card.BlacklistReplica;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.SubscribeRequest;

/** Keeps the blacklist at the issuer's; a gap in the versions means asking again from the last one held. */
public final class BlacklistFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BlacklistFeed.class);

    private final RpcConnection issuer;
    private final BlacklistReplica replica;
    private final Clock clock;
    private final IssuerStream stream;
    private volatile @Nullable CancellableContext call;

    public BlacklistFeed(RpcConnection issuer, BlacklistReplica replica, Clock clock) {
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
        CancellableContext context = Context.ROOT.withCancellation();
        call = context;
        context.run(() -> issuer.streamStub(CardStatusFeedGrpc.CardStatusFeedStub.class)
                .subscribe(
                        SubscribeRequest.newBuilder()
                                .setAfterVersion(replica.version())
                                .build(),
                        new Changes(context)));
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
                        "Blacklist change {} does not follow {}; asking again", change.getVersion(), replica.version());
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
