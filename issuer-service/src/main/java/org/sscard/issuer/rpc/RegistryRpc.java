package org.sscard.issuer.rpc;

import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.intake.PersonDesk;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.NightlyScan;
import org.sscard.issuer.registry.PersonField;
import org.sscard.issuer.registry.RegisteredPerson;
import org.sscard.issuer.registry.store.ClaimStore;
import org.sscard.issuer.registry.store.HouseTimeStore;
import org.sscard.issuer.registry.store.RegistryScan;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.CorrectPersonRequest;
import org.sscard.wire.issuer.v1.CorrectionAnswer;
import org.sscard.wire.issuer.v1.DecideConflictRequest;
import org.sscard.wire.issuer.v1.GetPersonRequest;
import org.sscard.wire.issuer.v1.ListCardsResponse;
import org.sscard.wire.issuer.v1.ListConflictsRequest;
import org.sscard.wire.issuer.v1.ListPersonConflictsRequest;
import org.sscard.wire.issuer.v1.ListPersonConflictsResponse;
import org.sscard.wire.issuer.v1.PersonRecord;
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
    private static final int MOST_CONFLICTS = 1_000;
    private static final Duration LONGEST_VOUCHED = Duration.ofDays(31);

    private final RegistryStore registry;
    private final NightlyScan scan;
    private final HouseTimeStore time;
    private final ClaimStore claims;
    private final PersonDesk persons;
    private final AuditLog audit;

    public RegistryRpc(
            RegistryStore registry,
            NightlyScan scan,
            HouseTimeStore time,
            ClaimStore claims,
            PersonDesk persons,
            AuditLog audit) {
        this.persons = persons;
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

    @Override
    public void getPerson(GetPersonRequest request, StreamObserver<PersonRecord> observer) {
        Calls.answer(observer, () -> {
            long personId = switch (request.getByCase()) {
                case PERSON_ID -> request.getPersonId();
                case SOCIAL_SECURITY_NUMBER ->
                    persons.book()
                            .find(request.getSocialSecurityNumber().strip().toUpperCase(Locale.ROOT))
                            .orElseThrow(() -> new CodedException(ErrorCode.PERSON_NOT_FOUND));
                case BY_NOT_SET -> throw new CodedException(ErrorCode.REQUEST_INVALID, "by", "one of two");
            };
            String reason = request.getReason().strip();
            record(reason.isEmpty() ? "SHOW_PERSON" : "REVEAL_PERSON", personId + " " + reason);
            return person(personId, reason.isEmpty());
        });
    }

    @Override
    public void correctPerson(CorrectPersonRequest request, StreamObserver<CorrectionAnswer> observer) {
        Calls.answer(observer, () -> {
            Map<PersonField, String> texts = new EnumMap<>(PersonField.class);
            request.getDataMap().forEach((header, text) -> texts.put(field(header), text.strip()));
            Optional<String> approval = persons.correct(
                    request.getPersonId(), request.getVersion(), texts, request.getReason(), Principal.current());
            record("CORRECT_PERSON", request.getPersonId() + " " + approval.orElse(""));
            return CorrectionAnswer.newBuilder()
                    .setApprovalId(approval.orElse(""))
                    .setPerson(person(request.getPersonId(), true))
                    .build();
        });
    }

    @Override
    public void listPersonConflicts(
            ListPersonConflictsRequest request, StreamObserver<ListPersonConflictsResponse> observer) {
        Calls.answer(observer, () -> {
            int limit = request.getLimit() == 0 ? MAX_LIMIT : Math.min(request.getLimit(), MOST_CONFLICTS);
            return ListPersonConflictsResponse.newBuilder()
                    .addAllConflicts(
                            persons.book().conflicts(!request.getState().equals("DECIDED"), limit).stream()
                                    .map(PersonMessages::conflict)
                                    .toList())
                    .build();
        });
    }

    @Override
    public void decideConflict(DecideConflictRequest request, StreamObserver<CorrectionAnswer> observer) {
        Calls.answer(observer, () -> {
            Optional<String> approval = persons.decide(
                    request.getConflictId(),
                    PersonMessages.decision(request.getDecision()),
                    request.getReason(),
                    Principal.current());
            record(
                    "DECIDE_CONFLICT",
                    request.getConflictId() + " " + request.getDecision() + " " + approval.orElse(""));
            return CorrectionAnswer.newBuilder()
                    .setApprovalId(approval.orElse(""))
                    .setPerson(person(
                            persons.book().conflict(request.getConflictId()).personId(), true))
                    .build();
        });
    }

    private PersonRecord person(long personId, boolean masked) {
        RegisteredPerson person = persons.book().person(personId);
        return PersonMessages.person(
                person, registry.findByIdNumber(person.person().idNumber()), masked);
    }

    private static PersonField field(String header) {
        return Arrays.stream(PersonField.values())
                .filter(field -> field.header().equals(header) || field.zh().equals(header))
                .findFirst()
                .orElseThrow(() -> new CodedException(ErrorCode.ROSTER_COLUMN_UNKNOWN, header));
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
