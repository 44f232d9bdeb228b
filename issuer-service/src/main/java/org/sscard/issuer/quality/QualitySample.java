package org.sscard.issuer.quality;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.registry.CardRecord;

/**
 * The cards of a batch that are inspected, in their order in the batch.
 *
 * @param complete no card of the batch is left to be made
 * @param tightened so many were rejected that the sample is denser
 */
public record QualitySample(UUID batchId, boolean complete, boolean tightened, List<Sampled> cards) {

    /**
     * @param place in the batch, from 1
     * @param inspection absent while the card waits for its inspector
     */
    public record Sampled(CardRecord card, int place, Optional<Inspection> inspection) {}

    public QualitySample {
        cards = List.copyOf(cards);
    }

    /** Cards that wait for an inspector. */
    public int due() {
        return (int) cards.stream().filter(card -> card.inspection().isEmpty()).count();
    }

    public int rejected() {
        return (int) cards.stream()
                .flatMap(card -> card.inspection().stream())
                .filter(inspection -> inspection.verdict() == Inspection.Verdict.REJECTED)
                .count();
    }

    /** Whether the good cards of the batch may be sent. */
    public boolean released() {
        return complete && due() == 0;
    }
}
