package org.sscard.issuer;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.sscard.issuer.console.FacePages;
import org.sscard.issuer.face.CardProofs;
import org.sscard.issuer.face.FaceProof;
import org.sscard.issuer.rpc.CardFaceRpc;
import org.sscard.servicekit.server.ServiceServer;

/** Proof pictures of the card's faces; the bureau's licensed fonts are in {@code fonts} of its data directory. */
final class FaceRoom implements Room {

    final FaceProof proof;
    final CardProofs cards;

    private final Premises premises;

    FaceRoom(Premises premises, RegistryRoom registry) {
        this.premises = premises;
        proof = premises.opened().add(FaceProof.open(premises.data().path().resolve("fonts")));
        cards = new CardProofs(
                registry.registry,
                card -> registry.photos.ofCard(card.cardId()).map(FaceRoom::picture),
                premises.audit());
    }

    private static BufferedImage picture(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void on(ServiceServer.Builder server) {
        server.grpc(new CardFaceRpc(proof, cards));
        new FacePages(premises.desk(), proof, cards).on(server);
    }
}
