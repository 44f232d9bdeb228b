package org.sscard.insurance.rpc;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sscard.insurance.cardstatus.CardStatus;
import org.sscard.insurance.cardstatus.CardStatusReplica;
import org.sscard.servicekit.security.RpcConnection;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.SubscribeRequest;

/**
 * Follows issuer.v1.CardStatusFeed from the last version taken. Whatever ends the stream, or a gap in it, leads to a new
 * subscription after a pause; so nothing is skipped and nothing un-blocks a card by loss.
 */
public final class CardStatusSubscription implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CardStatusSubscription.class);

    private final CardStatusFeedGrpc.CardStatusFeedBlockingStub feed;
    private final CardStatusReplica replica;
    private final ScheduledExecutorService follower = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "card-status-feed");
        thread.setDaemon(true);
        return thread;
    });
    private final Context.CancellableContext streams = Context.ROOT.withCancellation();
    private final Future<?> following;
    private volatile boolean connected;

    private CardStatusSubscription(RpcConnection connection, CardStatusReplica replica, Duration pause) {
        this.feed = connection.streamStub(CardStatusFeedGrpc.CardStatusFeedBlockingStub.class);
        this.replica = replica;
        this.following = follower.scheduleWithFixedDelay(this::follow, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Starts following in the background; a feed that is away is asked again after {@code pause}. */
    public static CardStatusSubscription start(RpcConnection connection, CardStatusReplica replica, Duration pause) {
        return new CardStatusSubscription(connection, replica, pause);
    }

    /** Whether the stream stands, so that the replica is as new as the feed. */
    public boolean connected() {
        return connected;
    }

    private void follow() {
        Context.CancellableContext stream = streams.withCancellation();
        try {
            stream.run(this::readStream);
        } catch (StatusRuntimeException e) {
            LOG.info("card-status feed ended: {}", e.getStatus().getCode());
        } catch (RuntimeException e) {
            LOG.warn("card-status feed could not be taken", e);
        } finally {
            connected = false;
            stream.cancel(null);
        }
    }

    private void readStream() {
        Iterator<CardStatusChange> changes = feed.subscribe(
                SubscribeRequest.newBuilder().setAfterVersion(replica.version()).build());
        while (changes.hasNext()) {
            CardStatusChange change = changes.next();
            connected = true;
            if (!change.getHeartbeat() && !replica.take(card(change), change.getVersion())) {
                LOG.warn("gap before version {} of the card-status feed", change.getVersion());
                return;
            }
        }
    }

    private static CardStatus card(CardStatusChange change) {
        return new CardStatus(
                WireSettlements.hex(change.getCardIdentificationCode()),
                change.getCardNumber(),
                change.getSocialSecurityNumber(),
                change.getRegion(),
                change.getState(),
                change.getBlacklisted());
    }

    @Override
    public void close() {
        following.cancel(true);
        follower.shutdownNow();
        streams.cancel(null);
    }
}
