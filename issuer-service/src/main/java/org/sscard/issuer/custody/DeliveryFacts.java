package org.sscard.issuer.custody;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sscard.issuer.custody.store.DeliveryStore;
import org.sscard.issuer.workflow.KeyDeliveries;

/** What the request for keys asks about its delivery. */
public final class DeliveryFacts implements KeyDeliveries {

    private static final Set<Delivery.State> OPEN = EnumSet.of(Delivery.State.RECEIVED, Delivery.State.IMPORTED);

    private final DeliveryStore store;

    public DeliveryFacts(DeliveryStore store) {
        this.store = store;
    }

    @Override
    public Optional<Facts> find(String id, String region) {
        return store.find(id)
                .map(delivery -> new Facts(
                        id.startsWith("IN-"),
                        KeyNames.scope(delivery.scope()).covers(region),
                        delivery.custodians(),
                        delivery.state() == Delivery.State.IMPORTED,
                        OPEN.contains(delivery.state())));
    }
}
