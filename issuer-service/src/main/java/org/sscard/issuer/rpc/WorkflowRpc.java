package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.sscard.issuer.workflow.IssuingGate;
import org.sscard.issuer.workflow.StepCode;
import org.sscard.issuer.workflow.WorkflowForms;
import org.sscard.issuer.workflow.WorkflowKind;
import org.sscard.issuer.workflow.WorkflowSheet;
import org.sscard.issuer.workflow.WorkflowState;
import org.sscard.issuer.workflow.WorkflowTable;
import org.sscard.issuer.workflow.Workflows;
import org.sscard.issuer.workflow.store.CardOsStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.AttachPaperRequest;
import org.sscard.wire.issuer.v1.ChangeRecordRequest;
import org.sscard.wire.issuer.v1.CheckIssuingRequest;
import org.sscard.wire.issuer.v1.CheckIssuingResponse;
import org.sscard.wire.issuer.v1.GetPaperRequest;
import org.sscard.wire.issuer.v1.GetRecordRequest;
import org.sscard.wire.issuer.v1.GetWorkflowsRequest;
import org.sscard.wire.issuer.v1.GetWorkflowsResponse;
import org.sscard.wire.issuer.v1.ListCardOsRequest;
import org.sscard.wire.issuer.v1.ListCardOsResponse;
import org.sscard.wire.issuer.v1.ListRecordsRequest;
import org.sscard.wire.issuer.v1.ListRecordsResponse;
import org.sscard.wire.issuer.v1.OpenRecordRequest;
import org.sscard.wire.issuer.v1.PaperContent;
import org.sscard.wire.issuer.v1.PrintedForm;
import org.sscard.wire.issuer.v1.TakeStepRequest;
import org.sscard.wire.issuer.v1.WorkflowRecord;
import org.sscard.wire.issuer.v1.WorkflowServiceGrpc;

/** The workflows' edge. */
public final class WorkflowRpc extends WorkflowServiceGrpc.WorkflowServiceImplBase {

    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final Workflows workflows;
    private final WorkflowForms forms;
    private final IssuingGate gate;
    private final CardOsStore register;
    private final Clock clock;

    public WorkflowRpc(Workflows workflows, WorkflowForms forms, IssuingGate gate, CardOsStore register, Clock clock) {
        this.workflows = workflows;
        this.forms = forms;
        this.gate = gate;
        this.register = register;
        this.clock = clock;
    }

    @Override
    public void getWorkflows(GetWorkflowsRequest request, StreamObserver<GetWorkflowsResponse> observer) {
        Calls.answer(
                observer,
                () -> GetWorkflowsResponse.newBuilder()
                        .addAllWorkflows(WorkflowTable.table().workflows().stream()
                                .map(WorkflowMessages::workflow)
                                .toList())
                        .build());
    }

    @Override
    public void listRecords(ListRecordsRequest request, StreamObserver<ListRecordsResponse> observer) {
        Calls.answer(observer, () -> {
            int limit = request.getLimit() == 0 ? DEFAULT_LIMIT : request.getLimit();
            if (limit < 1 || limit > MAX_LIMIT) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "limit", "1.." + MAX_LIMIT);
            }
            ListRecordsResponse.Builder answer = ListRecordsResponse.newBuilder();
            workflows
                    .list(
                            request.getKind().isEmpty() ? null : kind(request.getKind()),
                            request.getState().isEmpty()
                                    ? null
                                    : WorkflowMessages.named(WorkflowState.class, "state", request.getState()),
                            emptyIsNull(request.getRegion()),
                            limit)
                    .forEach(record -> answer.addRecords(WorkflowMessages.record(record)));
            return answer.build();
        });
    }

    @Override
    public void getRecord(GetRecordRequest request, StreamObserver<WorkflowRecord> observer) {
        Calls.answer(observer, () -> whole(request.getRecordId()));
    }

    @Override
    public void openRecord(OpenRecordRequest request, StreamObserver<WorkflowRecord> observer) {
        Calls.answer(
                observer,
                () -> whole(workflows
                        .open(kind(request.getKind()), request.getRegion(), request.getFieldsMap(), Principal.current())
                        .id()));
    }

    @Override
    public void changeRecord(ChangeRecordRequest request, StreamObserver<WorkflowRecord> observer) {
        Calls.answer(
                observer,
                () -> whole(workflows
                        .change(
                                request.getRecordId(),
                                request.getSeenVersion(),
                                request.getFieldsMap(),
                                Principal.current())
                        .id()));
    }

    @Override
    public void attachPaper(AttachPaperRequest request, StreamObserver<WorkflowRecord> observer) {
        Calls.answer(
                observer,
                () -> wire(workflows.attach(
                        request.getRecordId(),
                        request.getCode(),
                        request.getFileName(),
                        request.getContent().toByteArray(),
                        Principal.current())));
    }

    @Override
    public void getPaper(GetPaperRequest request, StreamObserver<PaperContent> observer) {
        Calls.answer(
                observer,
                () -> PaperContent.newBuilder()
                        .setContent(ByteString.copyFrom(workflows.paper(request.getRecordId(), request.getNumber())))
                        .build());
    }

    @Override
    public void takeStep(TakeStepRequest request, StreamObserver<WorkflowRecord> observer) {
        Calls.answer(
                observer,
                () -> wire(workflows.take(
                        request.getRecordId(),
                        WorkflowMessages.named(StepCode.class, "step", request.getStep()),
                        request.getSeenVersion(),
                        request.getNote(),
                        request.getInput(),
                        Principal.current())));
    }

    @Override
    public void getForm(GetRecordRequest request, StreamObserver<PrintedForm> observer) {
        Calls.answer(observer, () -> printed(forms.pdf(request.getRecordId())));
    }

    @Override
    public void checkIssuing(CheckIssuingRequest request, StreamObserver<CheckIssuingResponse> observer) {
        Calls.answer(observer, () -> {
            int cards = request.getCards() == 0 ? 1 : request.getCards();
            CheckIssuingResponse.Builder answer =
                    CheckIssuingResponse.newBuilder().setRequired(gate.required());
            gate.look(request.getRegion(), request.getCardOs(), cards)
                    .forEach(finding -> answer.addConditions(WorkflowMessages.condition(finding)));
            return answer.build();
        });
    }

    @Override
    public void listCardOs(ListCardOsRequest request, StreamObserver<ListCardOsResponse> observer) {
        Calls.answer(observer, () -> {
            LocalDate today = LocalDate.now(clock);
            ListCardOsResponse.Builder answer = ListCardOsResponse.newBuilder();
            register.all().forEach(entry -> answer.addEntries(WorkflowMessages.cardOs(entry, today)));
            return answer.build();
        });
    }

    @Override
    public void getCardOsList(ListCardOsRequest request, StreamObserver<PrintedForm> observer) {
        Calls.answer(observer, () -> printed(WorkflowSheet.cardOsList(register.all(), LocalDate.now(clock))));
    }

    private WorkflowRecord whole(String id) {
        return wire(workflows.find(id));
    }

    private WorkflowRecord wire(org.sscard.issuer.workflow.WorkflowRecord.Whole whole) {
        return WorkflowMessages.whole(whole, workflows.offered(whole, Principal.current()));
    }

    private static PrintedForm printed(byte[] pdf) {
        return PrintedForm.newBuilder().setPdf(ByteString.copyFrom(pdf)).build();
    }

    private static WorkflowKind kind(String name) {
        return WorkflowMessages.named(WorkflowKind.class, "kind", name);
    }

    private static @Nullable String emptyIsNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
