package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.ToIntFunction;
import org.sscard.issuer.custody.Custody;
import org.sscard.issuer.custody.CustodyDesk;
import org.sscard.issuer.custody.CustodyRequest;
import org.sscard.issuer.custody.Deliveries;
import org.sscard.issuer.custody.StaffRegister;
import org.sscard.issuer.psam.PsamRecord;
import org.sscard.keys.model.Key;
import org.sscard.servicekit.approval.Approval;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.keys.v1.ActionChange;
import org.sscard.wire.keys.v1.ActionPreview;
import org.sscard.wire.keys.v1.ApprovalState;
import org.sscard.wire.keys.v1.CustodyAction;
import org.sscard.wire.keys.v1.CustodyServiceGrpc;
import org.sscard.wire.keys.v1.DecideRequest;
import org.sscard.wire.keys.v1.Delivery;
import org.sscard.wire.keys.v1.DeliveryFile;
import org.sscard.wire.keys.v1.DeliveryName;
import org.sscard.wire.keys.v1.EnterComponentResponse;
import org.sscard.wire.keys.v1.EnterShareResponse;
import org.sscard.wire.keys.v1.KeyComponent;
import org.sscard.wire.keys.v1.KeyRecord;
import org.sscard.wire.keys.v1.ListApprovalsRequest;
import org.sscard.wire.keys.v1.ListApprovalsResponse;
import org.sscard.wire.keys.v1.ListDeliveriesRequest;
import org.sscard.wire.keys.v1.ListDeliveriesResponse;
import org.sscard.wire.keys.v1.ListKeysRequest;
import org.sscard.wire.keys.v1.ListKeysResponse;
import org.sscard.wire.keys.v1.ListPsamsRequest;
import org.sscard.wire.keys.v1.ListPsamsResponse;
import org.sscard.wire.keys.v1.ListStaffRequest;
import org.sscard.wire.keys.v1.ListStaffResponse;
import org.sscard.wire.keys.v1.PerformRequest;
import org.sscard.wire.keys.v1.PerformResponse;
import org.sscard.wire.keys.v1.PsamAnswer;
import org.sscard.wire.keys.v1.PsamOrder;
import org.sscard.wire.keys.v1.PsamState;
import org.sscard.wire.keys.v1.Share;
import org.sscard.wire.keys.v1.StaffMember;

/** Custody's edge. */
public final class CustodyRpc extends CustodyServiceGrpc.CustodyServiceImplBase {

    private static final int LISTED = 1000;

    private final Custody custody;
    private final StaffRegister staff;
    private final Executor workers;

    /** @param workers run the writing of PSAMs, each for as long as it takes */
    public CustodyRpc(Custody custody, StaffRegister staff, Executor workers) {
        this.custody = custody;
        this.staff = staff;
        this.workers = workers;
    }

    @Override
    public void listKeys(ListKeysRequest request, StreamObserver<ListKeysResponse> observer) {
        Calls.answer(observer, () -> {
            ListKeysResponse.Builder keys = ListKeysResponse.newBuilder();
            custody.keys().stream()
                    .filter(key -> key.id().name().contains(request.getName()))
                    .forEach(key -> keys.addKeys(wire(key)));
            return keys.build();
        });
    }

    @Override
    public void previewAction(CustodyAction request, StreamObserver<ActionPreview> observer) {
        Calls.answer(observer, () -> wire(custody.desk().preview(request(request))));
    }

    @Override
    public void requestAction(CustodyAction request, StreamObserver<ApprovalState> observer) {
        Calls.answer(observer, () -> state(custody.desk().request(request(request), Principal.current())));
    }

    @Override
    public void listApprovals(ListApprovalsRequest request, StreamObserver<ListApprovalsResponse> observer) {
        Calls.answer(observer, () -> {
            ListApprovalsResponse.Builder approvals = ListApprovalsResponse.newBuilder();
            custody.desk().newest(LISTED).forEach(shown -> approvals.addApprovals(wire(shown)));
            return approvals.build();
        });
    }

    @Override
    public void approve(DecideRequest request, StreamObserver<ApprovalState> observer) {
        Calls.answer(observer, () -> state(custody.desk().approve(request.getApprovalId(), Principal.current())));
    }

    @Override
    public void reject(DecideRequest request, StreamObserver<ApprovalState> observer) {
        Calls.answer(
                observer,
                () -> state(custody.desk().reject(request.getApprovalId(), Principal.current(), request.getReason())));
    }

    @Override
    public void performAction(PerformRequest request, StreamObserver<PerformResponse> observer) {
        Calls.answer(
                observer,
                () -> done(custody.desk()
                        .perform(request.getApprovalId(), request(request.getAction()), Principal.current())));
    }

    @Override
    public void performAlone(CustodyAction request, StreamObserver<PerformResponse> observer) {
        Calls.answer(observer, () -> done(custody.desk().performAlone(request(request), Principal.current())));
    }

    @Override
    public void listDeliveries(ListDeliveriesRequest request, StreamObserver<ListDeliveriesResponse> observer) {
        Calls.answer(observer, () -> {
            ListDeliveriesResponse.Builder deliveries = ListDeliveriesResponse.newBuilder();
            custody.deliveries().newest(LISTED).forEach(delivery -> deliveries.addDeliveries(wire(delivery)));
            return deliveries.build();
        });
    }

    @Override
    public void getDeliveryFile(DeliveryName request, StreamObserver<DeliveryFile> observer) {
        Calls.answer(observer, () -> file(custody.deliveries().content(request.getDeliveryId())));
    }

    @Override
    public void getDeliveryMemo(DeliveryName request, StreamObserver<DeliveryFile> observer) {
        Calls.answer(observer, () -> file(custody.memo(request.getDeliveryId())));
    }

    @Override
    public void showShare(DeliveryName request, StreamObserver<Share> observer) {
        Calls.answer(observer, () -> {
            try (Deliveries.ShownShare shown =
                    custody.deliveries().showShare(request.getDeliveryId(), Principal.current())) {
                byte[] text = shown.text();
                try {
                    return Share.newBuilder()
                            .setDeliveryId(request.getDeliveryId())
                            .setNumber(shown.number())
                            .setCustodian(shown.custodian())
                            .setText(ByteString.copyFrom(text))
                            .build();
                } finally {
                    Arrays.fill(text, (byte) 0);
                }
            }
        });
    }

    @Override
    public void receiveDelivery(DeliveryFile request, StreamObserver<Delivery> observer) {
        Calls.answer(
                observer,
                () -> wire(custody.deliveries().receive(request.getContent().toByteArray(), Principal.current())));
    }

    @Override
    public void enterShare(Share request, StreamObserver<EnterShareResponse> observer) {
        Calls.answer(observer, () -> {
            int missing = typed(
                    request.getText(),
                    text -> custody.deliveries()
                            .enterShare(request.getDeliveryId(), request.getNumber(), text, Principal.current()));
            return EnterShareResponse.newBuilder().setMissing(missing).build();
        });
    }

    @Override
    public void enterComponent(KeyComponent request, StreamObserver<EnterComponentResponse> observer) {
        Calls.answer(observer, () -> {
            int missing = typed(
                    request.getText(),
                    text -> custody.vendorKeys()
                            .enterComponent(request.getApprovalId(), request.getNumber(), text, Principal.current()));
            return EnterComponentResponse.newBuilder().setMissing(missing).build();
        });
    }

    /** What somebody typed, erased afterwards. */
    private static int typed(ByteString ascii, ToIntFunction<char[]> entry) {
        byte[] bytes = ascii.toByteArray();
        char[] text = new char[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            text[at] = (char) (bytes[at] & 0x7F);
        }
        try {
            return entry.applyAsInt(text);
        } finally {
            Arrays.fill(text, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Override
    public void listStaff(ListStaffRequest request, StreamObserver<ListStaffResponse> observer) {
        Calls.answer(observer, () -> {
            ListStaffResponse.Builder all = ListStaffResponse.newBuilder();
            staff.holders().forEach(holder -> all.addStaff(wire(holder)));
            return all.build();
        });
    }

    private static StaffMember wire(StaffRegister.Holder holder) {
        StaffMember.Builder member = StaffMember.newBuilder()
                .setPerson(holder.person())
                .setAccount(holder.account())
                .addAllRoles(holder.roles().stream().map(Role::ou).sorted().toList())
                .setSerial(holder.serial())
                .setIssuer(holder.issuer())
                .setStanding(holder.standing().name());
        Instant until = holder.validUntil();
        if (until != null) {
            member.setValidUntil(until.toString());
        }
        Instant seen = holder.lastSeen();
        if (seen != null) {
            member.setLastSeen(seen.toString());
        }
        return member.build();
    }

    @Override
    public void listPsams(ListPsamsRequest request, StreamObserver<ListPsamsResponse> observer) {
        Calls.answer(observer, () -> {
            ListPsamsResponse.Builder psams = ListPsamsResponse.newBuilder();
            custody.inventory().search(request.getText(), LISTED).forEach(psam -> psams.addPsams(wire(psam)));
            return psams.build();
        });
    }

    @Override
    public StreamObserver<PsamAnswer> issuePsam(StreamObserver<PsamOrder> observer) {
        Principal caller = Principal.current();
        return new PsamLine(
                observer,
                workers,
                (begin, psam) ->
                        wire(custody.psams().issue(begin.getApprovalId(), request(begin.getAction()), psam, caller)));
    }

    private static CustodyRequest request(CustodyAction action) {
        return CustodyRequest.of(action.getVerb(), action.getArgumentsMap());
    }

    private ApprovalState state(Approval approval) {
        return wire(custody.desk().show(approval.id()));
    }

    private static PerformResponse done(String result) {
        return PerformResponse.newBuilder().setResult(result).build();
    }

    private static DeliveryFile file(byte[] content) {
        return DeliveryFile.newBuilder()
                .setContent(ByteString.copyFrom(content))
                .build();
    }

    private KeyRecord wire(Key key) {
        KeyRecord.Builder record = KeyRecord.newBuilder()
                .setKey(key.id().toString())
                .setUsage(key.usage().name())
                .setEnvironment(key.environment().name())
                .setState(key.state().name())
                .setCheckValue(key.checkValue().toString())
                .setCreatedBy(key.origin().createdBy())
                .setHome(custody.vault().homeOf(key.id()).name())
                .setExportable(key.exportability().permitsKeyBlock());
        String activated = key.origin().activatedBy();
        if (activated != null) {
            record.setActivatedBy(activated);
        }
        if (key.origin().validUntil() != null) {
            record.setValidUntil(String.valueOf(key.origin().validUntil()));
        }
        if (key.parent() != null) {
            record.setParent(String.valueOf(key.parent()));
        }
        return record.build();
    }

    private static ActionPreview wire(CustodyDesk.Preview preview) {
        ActionPreview.Builder wire =
                ActionPreview.newBuilder().setSummary(preview.summary()).addAllReach(preview.reach());
        preview.changes()
                .forEach(change -> wire.addChanges(ActionChange.newBuilder()
                        .setWhat(change.what())
                        .setBefore(change.before())
                        .setAfter(change.after())));
        return wire.build();
    }

    private static ApprovalState wire(CustodyDesk.Shown shown) {
        Approval approval = shown.approval();
        String decider = approval.deciderAccount();
        return ApprovalState.newBuilder()
                .setApprovalId(approval.id())
                .setState(approval.state().name())
                .setAction(CustodyAction.newBuilder()
                        .setVerb(shown.request().verb().name())
                        .putAllArguments(shown.request().arguments()))
                .setPreview(wire(shown.preview()))
                .setRequestDigest(approval.requestDigest())
                .setRequestedBy(approval.requesterAccount())
                .setDecidedBy(decider == null ? "" : decider)
                .setExpiresAt(approval.expiresAt().toString())
                .build();
    }

    private static Delivery wire(org.sscard.issuer.custody.Delivery delivery) {
        return Delivery.newBuilder()
                .setDeliveryId(delivery.id())
                .setScope(delivery.scope())
                .setEnvironment(delivery.environment())
                .setState(delivery.state().name())
                .setThreshold(delivery.threshold())
                .addAllCustodians(delivery.custodians())
                .addAllShareCheckValues(delivery.shareCheckValues())
                .setProtectionKey(delivery.protectionKey())
                .setFileSha256(delivery.fileDigest())
                .addAllKeys(delivery.keys())
                .build();
    }

    private static PsamState wire(PsamRecord psam) {
        return PsamState.newBuilder()
                .setSerial(psam.serial())
                .setTerminal(psam.terminal())
                .setLevel(psam.level())
                .setRegion(psam.region())
                .setAlgorithm(psam.algorithm())
                .setPurpose(psam.purpose())
                .setState(psam.state().name())
                .setKeys(psam.keys())
                .build();
    }
}
