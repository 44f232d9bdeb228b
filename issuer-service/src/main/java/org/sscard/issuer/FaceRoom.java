package org.sscard.issuer;

import java.util.Optional;
import org.sscard.issuer.face.CardProofs;
import org.sscard.issuer.face.FaceProof;
import org.sscard.issuer.rpc.CardFaceRpc;
import org.sscard.servicekit.server.ServiceServer;

/** Proof pictures of the card's faces; the bureau's licensed fonts are in {@code fonts} of its data directory. */
final class FaceRoom implements Room {

    final FaceProof proof;
    final CardProofs cards;

    FaceRoom(Premises premises, RegistryRoom registry) {
        proof = premises.opened().add(FaceProof.open(premises.data().path().resolve("fonts")));
        cards = new CardProofs(registry.registry, card -> Optional.empty(), premises.audit());
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(new CardFaceRpc(proof, cards));
    }
}
