package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.LocalDate;
import org.sscard.insurance.catalogue.Catalogue;
import org.sscard.insurance.catalogue.ItemVersion;
import org.sscard.wire.insurance.v1.CatalogueItem;
import org.sscard.wire.insurance.v1.CatalogueServiceGrpc;
import org.sscard.wire.insurance.v1.ImportItemsRequest;
import org.sscard.wire.insurance.v1.ImportItemsResponse;
import org.sscard.wire.insurance.v1.ListItemsRequest;
import org.sscard.wire.insurance.v1.ListItemsResponse;
import org.sscard.wire.insurance.v1.MapItemRequest;
import org.sscard.wire.insurance.v1.MapItemResponse;

/** insurance.v1.CatalogueService. */
public final class CatalogueRpc extends CatalogueServiceGrpc.CatalogueServiceImplBase {

    private static final int MOST_ITEMS = 500;
    private static final int LONGEST_CODE = 50;

    private final Catalogue catalogue;
    private final AuditTrail audit;
    private final InstitutionBinding binding;
    private final Clock clock;

    public CatalogueRpc(Catalogue catalogue, AuditTrail audit, Clock clock) {
        this.catalogue = catalogue;
        this.audit = audit;
        this.binding = new InstitutionBinding(audit);
        this.clock = clock;
    }

    @Override
    public void importItems(ImportItemsRequest request, StreamObserver<ImportItemsResponse> observer) {
        Catalogue.Imported imported = audit.recorded(
                "IMPORT_CATALOGUE",
                request.getContent().size() + " bytes",
                () -> catalogue.importFile(
                        request.getFileName(), request.getContent().toByteArray()));
        answer(
                observer,
                ImportItemsResponse.newBuilder()
                        .setRows(imported.rows())
                        .setAdded(imported.added())
                        .setKnown(imported.known())
                        .addAllErrors(imported.faults().stream()
                                .map(WireEnrolment::fault)
                                .toList())
                        .build());
    }

    @Override
    public void listItems(ListItemsRequest request, StreamObserver<ListItemsResponse> observer) {
        LocalDate on = request.getOn().isEmpty() ? LocalDate.now(clock) : Fields.date(request.getOn(), "on");
        int limit = request.getLimit() <= 0 ? MOST_ITEMS : Math.min(request.getLimit(), MOST_ITEMS);
        ListItemsResponse.Builder answer = ListItemsResponse.newBuilder();
        catalogue.search(request.getSearch(), on, limit).forEach(item -> answer.addItems(wire(item)));
        answer(observer, answer.build());
    }

    @Override
    public void mapItem(MapItemRequest request, StreamObserver<MapItemResponse> observer) {
        binding.require(request.getInstitution());
        Fields.require(
                !request.getOwnCode().isBlank() && request.getOwnCode().length() <= LONGEST_CODE,
                "own_code",
                "1 to " + LONGEST_CODE);
        LocalDate from = Fields.date(request.getValidFrom(), "valid_from");
        audit.recorded("MAP_ITEM", request.getInstitution(), () -> {
            catalogue.map(request.getInstitution(), request.getOwnCode(), request.getItem(), from);
            return true;
        });
        answer(observer, MapItemResponse.getDefaultInstance());
    }

    private static CatalogueItem wire(ItemVersion item) {
        Long limit = item.limit1e4();
        LocalDate to = item.validTo();
        return CatalogueItem.newBuilder()
                .setCode(item.code())
                .setName(item.name())
                .setListType(item.listType())
                .setCatalogueClass(item.cls().name())
                .setAdvanceBp(item.advanceBp())
                .setLimited(limit != null)
                .setLimit1E4(limit == null ? 0 : limit)
                .setRestriction(item.restriction())
                .setValidFrom(item.validFrom().toString())
                .setValidTo(to == null ? "" : to.toString())
                .build();
    }

    private static <T> void answer(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }
}
