package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.feed.CardStatus;
import org.sscard.issuer.feed.StatusFeed;
import org.sscard.wire.issuer.v1.CardStatusChange;
import org.sscard.wire.issuer.v1.CardStatusFeedGrpc;
import org.sscard.wire.issuer.v1.SubscribeRequest;

/** The feed's edge. */
public final class FeedRpc extends CardStatusFeedGrpc.CardStatusFeedImplBase {

    private final StatusFeed feed;

    public FeedRpc(StatusFeed feed) {
        this.feed = feed;
    }

    @Override
    public void subscribe(SubscribeRequest request, StreamObserver<CardStatusChange> observer) {
        ServerCallStreamObserver<CardStatusChange> subscriber = (ServerCallStreamObserver<CardStatusChange>) observer;
        // Set while the call is being set up, as gRPC wants it; there is nothing to cancel or wake before the
        // subscription.
        Subscriber listener = new Subscriber(subscriber);
        subscriber.setOnCancelHandler(listener::cancel);
        subscriber.setOnReadyHandler(listener::wake);
        listener.begin(Calls.coded(() -> feed.subscribe(request.getAfterVersion(), listener)));
    }

    private static final class Subscriber implements StatusFeed.Listener {

        private final ServerCallStreamObserver<CardStatusChange> observer;
        private StatusFeed.@Nullable Subscription subscription;
        private boolean cancelled;

        Subscriber(ServerCallStreamObserver<CardStatusChange> observer) {
            this.observer = observer;
        }

        synchronized void begin(StatusFeed.Subscription begun) {
            subscription = begun;
            if (cancelled) {
                begun.cancel();
            }
        }

        synchronized void cancel() {
            cancelled = true;
            if (subscription != null) {
                subscription.cancel();
            }
        }

        synchronized void wake() {
            if (subscription != null) {
                subscription.wake();
            }
        }

        @Override
        public boolean ready() {
            return observer.isReady();
        }

        @Override
        public void changed(CardStatus status) {
            observer.onNext(CardStatusChange.newBuilder()
                    .setVersion(status.version())
                    .setCardIdentificationCode(
                            ByteString.copyFrom(status.identificationCode().bytes()))
                    .setCardNumber(status.cardNumber())
                    .setSocialSecurityNumber(status.idNumber())
                    .setRegion(status.region())
                    .setState(status.state())
                    .setBlacklisted(status.blacklisted())
                    .setChangedAtMillis(status.changedAt().toEpochMilli())
                    .build());
        }

        @Override
        public void upToDate(long version) {
            observer.onNext(CardStatusChange.newBuilder()
                    .setVersion(version)
                    .setHeartbeat(true)
                    .build());
        }
    }
}
