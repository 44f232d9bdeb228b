package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sscard.audit.AuditEntry;
import org.sscard.audit.AuditLog;
import org.sscard.issuer.intake.Intake;
import org.sscard.issuer.intake.IntakeDesk;
import org.sscard.issuer.intake.RosterColumn;
import org.sscard.servicekit.pages.Display;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.AcceptProposalsRequest;
import org.sscard.wire.issuer.v1.ChooseSpellingRequest;
import org.sscard.wire.issuer.v1.CorrectionChunk;
import org.sscard.wire.issuer.v1.EditRowRequest;
import org.sscard.wire.issuer.v1.FetchFaultyRowsRequest;
import org.sscard.wire.issuer.v1.FileChunk;
import org.sscard.wire.issuer.v1.GetIntakeRequest;
import org.sscard.wire.issuer.v1.IntakeRow;
import org.sscard.wire.issuer.v1.IntakeServiceGrpc;
import org.sscard.wire.issuer.v1.IntakeStatus;
import org.sscard.wire.issuer.v1.ListIntakeRowsRequest;
import org.sscard.wire.issuer.v1.ListIntakeRowsResponse;
import org.sscard.wire.issuer.v1.ListIntakesRequest;
import org.sscard.wire.issuer.v1.ListIntakesResponse;
import org.sscard.wire.issuer.v1.RosterChunk;
import org.sscard.wire.issuer.v1.StartImportRequest;
import org.sscard.wire.issuer.v1.WithdrawIntakeRequest;

/** The intake desk's edge for rosters. */
public final class IntakeRpc extends IntakeServiceGrpc.IntakeServiceImplBase {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int CHUNK = 256 << 10;

    private final IntakeDesk desk;
    private final Path rosters;
    private final AuditLog audit;

    public IntakeRpc(IntakeDesk desk, Path rosters, AuditLog audit) {
        this.desk = desk;
        this.rosters = rosters;
        this.audit = audit;
    }

    @Override
    public StreamObserver<RosterChunk> bringRoster(StreamObserver<IntakeStatus> observer) {
        String actor = Calls.actor("");
        return new RosterStream<>(
                rosters,
                chunk -> chunk,
                (fileName, upload, sha256) -> {
                    IntakeDesk.Working working = desk.bring(fileName, upload, sha256, actor);
                    working.over().join();
                    Intake intake = desk.require(working.intakeId());
                    IntakeDesk.failure(intake).ifPresent(failure -> {
                        throw failure;
                    });
                    return status(intake);
                },
                observer);
    }

    @Override
    public StreamObserver<CorrectionChunk> bringCorrections(StreamObserver<IntakeStatus> observer) {
        AtomicReference<@Nullable UUID> intake = new AtomicReference<>();
        return new RosterStream<>(
                rosters,
                message -> {
                    if (!message.getIntakeId().isEmpty()) {
                        intake.set(id(message.getIntakeId()));
                    }
                    return message.getChunk();
                },
                (fileName, upload, sha256) -> {
                    UUID id = intake.get();
                    if (id == null) {
                        throw new CodedException(ErrorCode.INTAKE_NOT_FOUND);
                    }
                    desk.correct(id, fileName, upload, sha256);
                    return status(desk.require(id));
                },
                observer);
    }

    @Override
    public void getIntake(GetIntakeRequest request, StreamObserver<IntakeStatus> observer) {
        Calls.answer(observer, () -> status(desk.require(id(request.getIntakeId()))));
    }

    @Override
    public void listIntakes(ListIntakesRequest request, StreamObserver<ListIntakesResponse> observer) {
        Calls.answer(
                observer,
                () -> ListIntakesResponse.newBuilder()
                        .addAllIntakes(desk.newest(DEFAULT_LIMIT).stream()
                                .map(this::status)
                                .toList())
                        .build());
    }

    @Override
    public void listIntakeRows(ListIntakeRowsRequest request, StreamObserver<ListIntakeRowsResponse> observer) {
        Calls.answer(observer, () -> {
            int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "limit", "1.." + MAX_LIMIT);
            }
            return ListIntakeRowsResponse.newBuilder()
                    .addAllRows(desk
                            .rows(
                                    id(request.getIntakeId()),
                                    state(request.getState()),
                                    request.getCode(),
                                    request.getAfterRow(),
                                    limit)
                            .stream()
                            .map(IntakeRpc::row)
                            .toList())
                    .build();
        });
    }

    @Override
    public void editRow(EditRowRequest request, StreamObserver<IntakeRow> observer) {
        Calls.answer(observer, () -> {
            Map<RosterColumn, String> texts = new EnumMap<>(RosterColumn.class);
            request.getCellsMap()
                    .forEach((header, text) -> texts.put(
                            RosterColumn.ofHeader(header)
                                    .orElseThrow(() -> new CodedException(ErrorCode.ROSTER_COLUMN_UNKNOWN, header)),
                            text));
            return row(desk.edit(id(request.getIntakeId()), request.getRow(), texts));
        });
    }

    @Override
    public void acceptProposals(AcceptProposalsRequest request, StreamObserver<IntakeStatus> observer) {
        Calls.answer(observer, () -> {
            UUID id = id(request.getIntakeId());
            desk.acceptProposals(id);
            return status(desk.require(id));
        });
    }

    @Override
    public void chooseSpelling(ChooseSpellingRequest request, StreamObserver<IntakeRow> observer) {
        Calls.answer(observer, () -> {
            UUID id = id(request.getIntakeId());
            IntakeRow row = row(desk.chooseSpelling(
                    id, request.getRow(), request.getSpelling(), request.getEvidence(), Calls.actor("")));
            record("CHOOSE_SPELLING", id + " " + request.getRow());
            return row;
        });
    }

    /** Personal data leave the house: it is audited. */
    @Override
    public void fetchFaultyRows(FetchFaultyRowsRequest request, StreamObserver<FileChunk> observer) {
        UUID id = id(request.getIntakeId());
        desk.require(id);
        record("FETCH_FAULTY_ROWS", id.toString());
        try (OutputStream out = new BufferedOutputStream(new Sent(observer), CHUNK)) {
            desk.writeFaulty(id, request.getFormat(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        observer.onCompleted();
    }

    /** Sends what it is given. */
    private static final class Sent extends OutputStream {

        private final StreamObserver<FileChunk> observer;

        Sent(StreamObserver<FileChunk> observer) {
            this.observer = observer;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] data, int offset, int length) {
            observer.onNext(FileChunk.newBuilder()
                    .setData(ByteString.copyFrom(data, offset, length))
                    .build());
        }
    }

    @Override
    public void startImport(StartImportRequest request, StreamObserver<IntakeStatus> observer) {
        Calls.answer(observer, () -> {
            UUID id = id(request.getIntakeId());
            desk.begin(id, Calls.actor(""));
            return status(desk.require(id));
        });
    }

    @Override
    public void withdrawIntake(WithdrawIntakeRequest request, StreamObserver<IntakeStatus> observer) {
        Calls.answer(observer, () -> {
            UUID id = id(request.getIntakeId());
            desk.withdraw(id);
            return status(desk.require(id));
        });
    }

    private IntakeStatus status(Intake intake) {
        IntakeStatus.Builder status = IntakeStatus.newBuilder()
                .setIntakeId(intake.intakeId().toString())
                .setFileName(intake.fileName())
                .setState(intake.state().name())
                .setRows(intake.total())
                .setFailure(intake.failure().split("\t", -1)[0])
                .setBroughtBy(intake.broughtBy())
                .setBroughtAtMillis(intake.broughtAt().toEpochMilli());
        if (intake.working()) {
            status.setRowsPerSecond(desk.rate(intake)).setSecondsLeft(desk.secondsLeft(intake));
        }
        intake.rows().forEach((state, count) -> status.putRowsByState(state.name(), count));
        intake.codes().forEach(status::putRowsByCode);
        return status.build();
    }

    private static IntakeRow row(org.sscard.issuer.intake.IntakeRow row) {
        IntakeRow.Builder message = IntakeRow.newBuilder()
                .setRow(row.number())
                .setState(row.state().name())
                .setNameMasked(
                        Display.maskedName(row.cells().cell(RosterColumn.NAME).text()))
                .setSocialSecurityNumberMasked(Display.maskedIdNumber(
                        row.cells().cell(RosterColumn.ID_NUMBER).text()));
        row.faults()
                .forEach(fault -> message.addErrors(Messages.row(fault).toBuilder()
                        .setProposal(
                                fault.column().equals(RosterColumn.ID_NUMBER.headerZh())
                                        ? Display.maskedIdNumber(fault.proposal())
                                        : fault.proposal())));
        return message.build();
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.INTAKE_NOT_FOUND);
        }
    }

    private static org.sscard.issuer.intake.IntakeRow.@Nullable State state(String name) {
        try {
            return name.isEmpty() ? null : org.sscard.issuer.intake.IntakeRow.State.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "state", "GOOD, WRONG, TAKEN, REPEATED, CONFLICT");
        }
    }

    private void record(String action, String what) {
        audit.append(new AuditEntry(Principal.current().account(), "intake", action, what, "OK"));
    }
}
