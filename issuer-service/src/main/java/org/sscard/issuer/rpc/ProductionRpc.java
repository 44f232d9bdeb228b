package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.UUID;
import org.sscard.issuer.batch.BatchProgress;
import org.sscard.issuer.batch.store.ProgressStore;
import org.sscard.issuer.mailer.store.MailerStore;
import org.sscard.issuer.mailer.store.MailerStore.Side;
import org.sscard.issuer.quality.Inspection;
import org.sscard.issuer.quality.QualityDesk;
import org.sscard.issuer.quality.QualitySample;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.GetBatchProgressRequest;
import org.sscard.wire.issuer.v1.GetQualityRulesRequest;
import org.sscard.wire.issuer.v1.GetSampleRequest;
import org.sscard.wire.issuer.v1.InspectCardRequest;
import org.sscard.wire.issuer.v1.ListBatchesRequest;
import org.sscard.wire.issuer.v1.ListBatchesResponse;
import org.sscard.wire.issuer.v1.ProductionServiceGrpc;
import org.sscard.wire.issuer.v1.QualityReason;
import org.sscard.wire.issuer.v1.QualityRules;
import org.sscard.wire.issuer.v1.SampledCard;
import org.sscard.wire.issuer.v1.SamplingPlan;

/** The edge of production: progress of batches and quality control. */
public final class ProductionRpc extends ProductionServiceGrpc.ProductionServiceImplBase {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final ProgressStore progress;
    private final QualityDesk quality;
    private final MailerStore handling;

    public ProductionRpc(ProgressStore progress, QualityDesk quality, MailerStore handling) {
        this.progress = progress;
        this.quality = quality;
        this.handling = handling;
    }

    @Override
    public void listBatches(ListBatchesRequest request, StreamObserver<ListBatchesResponse> observer) {
        Calls.answer(observer, () -> {
            int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "limit", "1.." + MAX_LIMIT);
            }
            ListBatchesResponse.Builder batches = ListBatchesResponse.newBuilder();
            progress.newest(limit).forEach(batch -> batches.addBatches(message(batch)));
            return batches.build();
        });
    }

    @Override
    public void getBatchProgress(
            GetBatchProgressRequest request, StreamObserver<org.sscard.wire.issuer.v1.BatchProgress> observer) {
        Calls.answer(
                observer,
                () -> message(progress.find(batch(request.getBatchId()))
                        .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, request.getBatchId()))));
    }

    @Override
    public void getQualityRules(GetQualityRulesRequest request, StreamObserver<QualityRules> observer) {
        Calls.answer(observer, () -> message(quality.rules()));
    }

    @Override
    public void getSample(GetSampleRequest request, StreamObserver<org.sscard.wire.issuer.v1.QualitySample> observer) {
        Calls.answer(observer, () -> message(quality.sample(batch(request.getBatchId()))));
    }

    @Override
    public void inspectCard(
            InspectCardRequest request, StreamObserver<org.sscard.wire.issuer.v1.QualitySample> observer) {
        Calls.answer(observer, () -> {
            UUID batch = batch(request.getBatchId());
            handling.handle(batch, Principal.current().person(), Side.CARD, "inspect");
            return message(quality.inspect(
                    batch,
                    request.getCardNumber(),
                    verdict(request.getVerdict()),
                    request.getReasonsList(),
                    request.getNote(),
                    Calls.actor(request.getActor())));
        });
    }

    private static org.sscard.wire.issuer.v1.BatchProgress message(BatchProgress batch) {
        org.sscard.wire.issuer.v1.BatchProgress.Builder message = org.sscard.wire.issuer.v1.BatchProgress.newBuilder()
                .setBatchId(batch.batch().batchId().toString())
                .setRegion(batch.batch().region())
                .setRequestedBy(batch.batch().requestedBy())
                .setCreatedAtMillis(batch.batch().createdAt().toEpochMilli())
                .setStartedAtMillis(
                        batch.batch().startedAt().map(Instant::toEpochMilli).orElse(0L))
                .setTotal(batch.total())
                .setMade(batch.made())
                .setAtWork(batch.atWork())
                .setRateMillis(Math.round(1_000 * batch.perMinute()))
                .setForecastAtMillis(batch.forecast().map(Instant::toEpochMilli).orElse(0L))
                .setFinishedAtMillis(
                        batch.finishedAt().map(Instant::toEpochMilli).orElse(0L))
                .setBlocked(batch.blocked())
                .addAllStations(batch.stations());
        batch.cards().forEach((state, count) -> message.putCardsByState(state.name(), count));
        return message.build();
    }

    private static QualityRules message(org.sscard.issuer.quality.QualityRules rules) {
        org.sscard.issuer.quality.QualityRules.Plan plan = rules.plan();
        QualityRules.Builder message = QualityRules.newBuilder()
                .setPlan(SamplingPlan.newBuilder()
                        .setFirst(plan.first())
                        .setLast(plan.last())
                        .setEvery(plan.every())
                        .setTightenedFrom(plan.tightenedFrom())
                        .setTightenedEvery(plan.tightenedEvery()));
        rules.reasons()
                .forEach(reason -> message.addReasons(QualityReason.newBuilder()
                        .setCode(reason.code())
                        .setZh(reason.zh())
                        .setEn(reason.en())));
        return message.build();
    }

    private static org.sscard.wire.issuer.v1.QualitySample message(QualitySample sample) {
        org.sscard.wire.issuer.v1.QualitySample.Builder message = org.sscard.wire.issuer.v1.QualitySample.newBuilder()
                .setBatchId(sample.batchId().toString())
                .setReleased(sample.released())
                .setComplete(sample.complete())
                .setDue(sample.due())
                .setRejected(sample.rejected())
                .setTightened(sample.tightened());
        sample.cards().forEach(card -> message.addCards(message(card)));
        return message.build();
    }

    private static SampledCard message(QualitySample.Sampled sampled) {
        SampledCard.Builder message = SampledCard.newBuilder()
                .setCardNumber(sampled.card().cardNumber())
                .setPlace(sampled.place())
                .setState(sampled.card().state().name())
                .setHolderNameMasked(Display.maskedName(sampled.card().holder().name()));
        sampled.inspection()
                .ifPresent(inspection -> message.setVerdict(inspection.verdict().name())
                        .addAllReasons(inspection.reasons())
                        .setNote(inspection.note())
                        .setInspector(inspection.inspector())
                        .setInspectedAtMillis(inspection.at().toEpochMilli()));
        return message.build();
    }

    private static Inspection.Verdict verdict(String name) {
        for (Inspection.Verdict verdict : Inspection.Verdict.values()) {
            if (verdict.name().equals(name)) {
                return verdict;
            }
        }
        throw new CodedException(ErrorCode.REQUEST_INVALID, "verdict", "PASSED, REJECTED");
    }

    private static UUID batch(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, text);
        }
    }
}
