package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.batch.BatchRecord;
import org.sscard.issuer.batch.BatchRunner;
import org.sscard.issuer.batch.store.BatchStore;
import org.sscard.issuer.desk.HolderDesk;
import org.sscard.issuer.intake.RosterImport;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.issuer.station.Stations;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.Batch;
import org.sscard.wire.issuer.v1.BureauServiceGrpc;
import org.sscard.wire.issuer.v1.Card;
import org.sscard.wire.issuer.v1.ConnectedStation;
import org.sscard.wire.issuer.v1.CreateBatchRequest;
import org.sscard.wire.issuer.v1.GetBatchRequest;
import org.sscard.wire.issuer.v1.ImportReport;
import org.sscard.wire.issuer.v1.ListCardsRequest;
import org.sscard.wire.issuer.v1.ListCardsResponse;
import org.sscard.wire.issuer.v1.ListStationsRequest;
import org.sscard.wire.issuer.v1.ListStationsResponse;
import org.sscard.wire.issuer.v1.MoveCardRequest;
import org.sscard.wire.issuer.v1.PersonaliseBatchRequest;
import org.sscard.wire.issuer.v1.RosterChunk;

/** The bureau's edge. */
public final class BureauRpc extends BureauServiceGrpc.BureauServiceImplBase {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_BATCH = 10_000;

    private final RosterImport imports;
    private final Path rosters;
    private final RegistryStore registry;
    private final HolderDesk holders;
    private final BatchStore batches;
    private final BatchRunner runner;
    private final Stations stations;
    private final Set<String> regions;

    public BureauRpc(
            RosterImport imports,
            Path rosters,
            RegistryStore registry,
            HolderDesk holders,
            BatchStore batches,
            BatchRunner runner,
            Stations stations,
            Set<String> regions) {
        this.imports = imports;
        this.rosters = rosters;
        this.registry = registry;
        this.holders = holders;
        this.batches = batches;
        this.runner = runner;
        this.stations = stations;
        this.regions = Set.copyOf(regions);
    }

    @Override
    public StreamObserver<RosterChunk> importRoster(StreamObserver<ImportReport> observer) {
        String actor = Calls.actor("");
        return new RosterStream<>(
                rosters,
                chunk -> chunk,
                (fileName, upload, sha256) -> Messages.report(imports.run(fileName, upload, sha256, actor)),
                observer);
    }

    @Override
    public void createBatch(CreateBatchRequest request, StreamObserver<Batch> observer) {
        Calls.answer(observer, () -> {
            if (!regions.contains(request.getRegion())) {
                throw new CodedException(ErrorCode.ROSTER_REGION_UNKNOWN, request.getRegion());
            }
            int limit = between("limit", request.getLimit(), MAX_BATCH);
            return batch(batches.create(request.getRegion(), limit, Calls.actor(request.getRequestedBy())));
        });
    }

    @Override
    public void personaliseBatch(PersonaliseBatchRequest request, StreamObserver<Batch> observer) {
        Calls.answer(observer, () -> {
            BatchRecord batch = find(request.getBatchId());
            runner.start(batch.batchId());
            return batch(batch);
        });
    }

    @Override
    public void getBatch(GetBatchRequest request, StreamObserver<Batch> observer) {
        Calls.answer(observer, () -> batch(find(request.getBatchId())));
    }

    @Override
    public void listCards(ListCardsRequest request, StreamObserver<ListCardsResponse> observer) {
        Calls.answer(observer, () -> {
            UUID batchId = request.getBatchId().isEmpty()
                    ? null
                    : find(request.getBatchId()).batchId();
            CardState state = request.getState().isEmpty() ? null : state(request.getState());
            int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : between("limit", request.getLimit(), MAX_LIMIT);
            return ListCardsResponse.newBuilder()
                    .addAllCards(cards(batchId, state, limit))
                    .build();
        });
    }

    @Override
    public void moveCard(MoveCardRequest request, StreamObserver<Card> observer) {
        Calls.answer(observer, () -> {
            if (request.getReason().isBlank()) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "reason", "not empty");
            }
            CardState to = state(request.getToState());
            Optional<CardState> seen =
                    request.getFromState().isEmpty() ? Optional.empty() : Optional.of(state(request.getFromState()));
            return Messages.card(holders.staffMove(
                    request.getCardNumber(),
                    seen,
                    to,
                    Calls.actor(request.getActor()),
                    request.getReason().strip()));
        });
    }

    @Override
    public void listStations(ListStationsRequest request, StreamObserver<ListStationsResponse> observer) {
        Calls.answer(observer, () -> {
            ListStationsResponse.Builder response = ListStationsResponse.newBuilder();
            stations.connected()
                    .forEach(station -> response.addStations(ConnectedStation.newBuilder()
                            .setStation(station.name())
                            .addAllReaders(station.readers())));
            return response.build();
        });
    }

    private BatchRecord find(String batchId) {
        try {
            return batches.find(UUID.fromString(batchId))
                    .orElseThrow(() -> new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId));
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.BATCH_NOT_FOUND, batchId);
        }
    }

    private Batch batch(BatchRecord batch) {
        Batch.Builder message = Batch.newBuilder()
                .setBatchId(batch.batchId().toString())
                .setRegion(batch.region())
                .setRunning(runner.running(batch.batchId()));
        registry.countByState(batch.batchId()).forEach((state, count) -> {
            message.putCardsByState(state.name(), count);
            message.setTotal(message.getTotal() + count);
        });
        return message.addAllCards(cards(batch.batchId(), null, MAX_LIMIT)).build();
    }

    private List<Card> cards(@Nullable UUID batchId, @Nullable CardState state, int limit) {
        return registry.list(batchId, state, limit).stream().map(Messages::card).toList();
    }

    private static CardState state(String name) {
        try {
            return CardState.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "state", "a state of the life cycle");
        }
    }

    private static int between(String field, int value, int max) {
        if (value < 1 || value > max) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "1.." + max);
        }
        return value;
    }
}
