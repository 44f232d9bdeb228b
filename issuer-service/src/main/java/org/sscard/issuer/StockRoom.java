package org.sscard.issuer;

import org.sscard.issuer.dispatch.store.HandoverStore;
import org.sscard.issuer.rpc.StockRpc;
import org.sscard.servicekit.server.ServiceServer;

/** Blanks, the day's equation, handover between bureau and branches. */
final class StockRoom implements Room {

    final HandoverStore handovers;

    private final Premises premises;
    private final RegistryRoom registry;

    StockRoom(Premises premises, RegistryRoom registry) {
        this.premises = premises;
        this.registry = registry;
        handovers = new HandoverStore(premises.database(), premises.clock(), registry.book);
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(new StockRpc(registry.blanks, handovers, premises.clock().getZone()));
    }
}
