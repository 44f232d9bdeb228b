package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.NightlyScan;
import org.sscard.issuer.registry.store.ClaimStore;
import org.sscard.issuer.registry.store.HouseTimeStore;
import org.sscard.issuer.registry.store.RegistryScan;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.ListCardsResponse;
import org.sscard.wire.issuer.v1.ListConflictsRequest;
import org.sscard.wire.issuer.v1.RegistryServiceGrpc;
import org.sscard.wire.issuer.v1.ResumeNumbersRequest;
import org.sscard.wire.issuer.v1.ResumeNumbersResponse;
import org.sscard.wire.issuer.v1.ScanRegistryRequest;
import org.sscard.wire.issuer.v1.ScanReport;
import org.sscard.wire.issuer.v1.SearchCardsRequest;
import org.sscard.wire.issuer.v1.VouchTimeRequest;
import org.sscard.wire.issuer.v1.VouchTimeResponse;

/** The registry's edge. */
public final class RegistryRpc extends RegistryServiceGrpc.RegistryServiceImplBase {

    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final Duration LONGEST_VOUCHED = Duration.ofDays(31);

    private final RegistryStore registry;
    private final NightlyScan scan;
    private final HouseTimeStore time;
    private final ClaimStore claims;
    private final AuditLog audit;

    public RegistryRpc(
            RegistryStore registry, NightlyScan scan, HouseTimeStore time, ClaimStore claims, AuditLog audit) {
        this.registry = registry;
        this.scan = scan;
        this.time = time;
        this.claims = claims;
        this.audit = audit;
    }

    @Override
    public void searchCards(SearchCardsRequest request, StreamObserver<ListCardsResponse> observer) {
        Calls.answer(observer, () -> {
            int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "limit", "1.." + MAX_LIMIT);
            }
            List<CardRecord> found = switch (request.getByCase()) {
                case SOCIAL_SECURITY_NUMBER ->
                    registry.findByIdNumber(
                            request.getSocialSecurityNumber().strip().toUpperCase(Locale.ROOT));
                case CARD_NUMBER ->
                    registry.find(request.getCardNumber().strip().toUpperCase(Locale.ROOT)).stream()
                            .toList();
                case NAME_BEGINNING -> byName(request.getNameBeginning().strip(), limit);
                case BY_NOT_SET -> throw new CodedException(ErrorCode.REQUEST_INVALID, "by", "one of three");
            };
            record("SEARCH_HOLDER", request.getByCase() + " " + found.size() + " " + request.getReason());
            return cards(found.stream().limit(limit).toList());
        });
    }

    private List<CardRecord> byName(String beginning, int limit) {
        if (beginning.isEmpty()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "name_beginning", "1..");
        }
        return registry.findByName(beginning, limit);
    }

    @Override
    public void scanRegistry(ScanRegistryRequest request, StreamObserver<ScanReport> observer) {
        Calls.answer(observer, () -> {
            RegistryScan.Report report = scan.run();
            return ScanReport.newBuilder()
                    .setPersons(report.persons())
                    .setCards(report.cards())
                    .setFeedVersion(report.feedVersion())
                    .setFindings(report.total())
                    .addAllFirstFindings(report.findings().stream()
                            .map(RegistryScan.Finding::toString)
                            .toList())
                    .build();
        });
    }

    @Override
    public void resumeNumbers(ResumeNumbersRequest request, StreamObserver<ResumeNumbersResponse> observer) {
        Calls.answer(observer, () -> {
            registry.resumeNumbers(request.getRegion(), request.getHighestUsed());
            record("RESUME_NUMBERS", request.getRegion() + " " + request.getHighestUsed());
            return ResumeNumbersResponse.getDefaultInstance();
        });
    }

    @Override
    public void vouchTime(VouchTimeRequest request, StreamObserver<VouchTimeResponse> observer) {
        Calls.answer(observer, () -> {
            Duration vouched = Duration.ofSeconds(request.getSeconds());
            if (vouched.isNegative()
                    || vouched.compareTo(LONGEST_VOUCHED) > 0
                    || request.getReason().isBlank()) {
                throw new CodedException(
                        ErrorCode.REQUEST_INVALID, "seconds, reason", "0.." + LONGEST_VOUCHED.toSeconds());
            }
            time.addVouched(vouched);
            record("VOUCH_TIME", vouched + " " + request.getReason());
            return VouchTimeResponse.getDefaultInstance();
        });
    }

    @Override
    public void listConflicts(ListConflictsRequest request, StreamObserver<ListCardsResponse> observer) {
        Calls.answer(
                observer,
                () -> cards(claims.conflicts(MAX_LIMIT).stream()
                        .map(registry::find)
                        .flatMap(Optional::stream)
                        .toList()));
    }

    private static ListCardsResponse cards(List<CardRecord> cards) {
        return ListCardsResponse.newBuilder()
                .addAllCards(cards.stream().map(Messages::card).toList())
                .build();
    }

    private void record(String action, String what) {
        audit.append(new AuditEntry(Principal.current().account(), "registry", action, what.strip(), "OK"));
    }
}
