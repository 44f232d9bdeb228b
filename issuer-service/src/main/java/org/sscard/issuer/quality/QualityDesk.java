package org.sscard.issuer.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.quality.Inspection.Verdict;
import org.sscard.issuer.quality.QualitySample.Sampled;
import org.sscard.issuer.quality.store.QualityStore;
import org.sscard.issuer.quality.store.QualityStore.Inspected;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Quality control (质检): the sample of a batch, inspectors' verdicts, and whether a batch may be sent. */
public final class QualityDesk {

    private static final int MAX_NOTE = 200;

    private final QualityRules rules;
    private final QualityStore store;
    private final RegistryStore registry;

    public QualityDesk(QualityRules rules, QualityStore store, RegistryStore registry) {
        this.rules = rules;
        this.store = store;
        this.registry = registry;
    }

    public QualityRules rules() {
        return rules;
    }

    /** @throws CodedException BATCH_NOT_FOUND */
    public QualitySample sample(UUID batchId) {
        QualityStore.Batch batch = store.batch(batchId);
        List<Sampled> sample = places(batch).stream()
                .map(place ->
                        new Sampled(registry.find(place.cardId()).orElseThrow(), place.number(), place.inspection()))
                .toList();
        return new QualitySample(batchId, batch.complete(), rules.plan().tightened(rejects(batch)), sample);
    }

    /** A place of the sample, without its card. */
    public record Place(long cardId, int number, Optional<Inspection> inspection) {}

    /**
     * The sample in its order, without reading every card of it.
     *
     * @throws CodedException BATCH_NOT_FOUND
     */
    public List<Place> places(UUID batchId) {
        return places(store.batch(batchId));
    }

    private List<Place> places(QualityStore.Batch batch) {
        int rejects = rejects(batch);
        List<Place> places = new ArrayList<>();
        for (int number = 1; number <= batch.cards().size(); number++) {
            long cardId = batch.cards().get(number - 1);
            Optional<Inspection> found = Optional.ofNullable(batch.inspections().get(cardId));
            if (found.isPresent() || rules.plan().samples(number, batch.cards().size(), rejects)) {
                places.add(new Place(cardId, number, found));
            }
        }
        return places;
    }

    private static int rejects(QualityStore.Batch batch) {
        return (int) batch.inspections().values().stream()
                .filter(inspection -> inspection.verdict() == Verdict.REJECTED)
                .count();
    }

    /**
     * Records what an inspector found; any good card of the batch may be inspected, not only those of the sample. A rejected
     * card is spoiled, for these reasons.
     *
     * @param inspector the person
     * @throws CodedException BATCH_NOT_FOUND, CARD_NOT_FOUND, QUALITY_REASON_INVALID, CARD_MOVE_ILLEGAL when the card is not
     *     QC_PASSED
     */
    public QualitySample inspect(
            UUID batchId, String cardNumber, Verdict verdict, List<String> reasons, String note, String inspector) {
        if ((verdict == Verdict.REJECTED) == reasons.isEmpty()
                || note.length() > MAX_NOTE
                || !reasons.stream().allMatch(rules::knows)) {
            throw new CodedException(ErrorCode.QUALITY_REASON_INVALID);
        }
        CardRecord card = registry.find(cardNumber)
                .filter(found -> found.batchId().equals(Optional.of(batchId)))
                .orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
        boolean repeated = Optional.ofNullable(
                        store.batch(batchId).inspections().get(card.cardId()))
                .filter(before -> before.verdict() == verdict)
                .isPresent();
        if (!repeated) {
            store.inspect(new Inspected(
                    batchId, card.cardId(), verdict, reasons.stream().distinct().toList(), note.strip(), inspector));
        }
        return sample(batchId);
    }

    /**
     * Refuses to let a card go of a batch whose sample is not inspected.
     *
     * @throws CodedException QUALITY_INSPECTION_DUE
     */
    public void requireReleased(CardRecord card) {
        if (card.state() != CardState.QC_PASSED || card.batchId().isEmpty()) {
            return;
        }
        QualitySample sample = sample(card.batchId().get());
        if (!sample.released()) {
            throw new CodedException(ErrorCode.QUALITY_INSPECTION_DUE, sample.batchId(), sample.due());
        }
    }
}
