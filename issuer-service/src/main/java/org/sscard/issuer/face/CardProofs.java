package org.sscard.issuer.face;

import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.function.Function;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Whose data a proof shows: a registered card's, which is audited, or nobody's. */
public final class CardProofs {

    private final RegistryStore registry;
    private final Function<CardRecord, Optional<BufferedImage>> photos;
    private final AuditLog audit;

    /** @param photos of the holders, where there are any */
    public CardProofs(RegistryStore registry, Function<CardRecord, Optional<BufferedImage>> photos, AuditLog audit) {
        this.registry = registry;
        this.photos = photos;
        this.audit = audit;
    }

    /**
     * @param cardNumber empty: a holder who does not exist
     * @throws CodedException CARD_NOT_FOUND
     */
    public FaceHolder holder(String cardNumber, Principal caller, String place) {
        if (cardNumber.isEmpty()) {
            return FaceHolder.sample();
        }
        CardRecord card = registry.find(cardNumber).orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
        audit.append(new AuditEntry(caller.account(), place, "FACE_PROOF", cardNumber, "OK"));
        return new FaceHolder(
                card.holder().name(),
                card.holder().idNumber(),
                card.cardNumber(),
                card.chip().map(CardRecord.Chip::issueDate),
                card.chip().map(CardRecord.Chip::expiryDate),
                photos.apply(card));
    }
}
