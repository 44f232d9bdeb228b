package org.sscard.sdk.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Channel;
import io.grpc.Deadline;
import io.grpc.StatusRuntimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import org.sscard.sdk.ChargedLines;
import org.sscard.sdk.RefusedLines;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.AddLinesRequest;
import org.sscard.wire.insurance.v1.BillKind;
import org.sscard.wire.insurance.v1.ChargedLine;
import org.sscard.wire.insurance.v1.EncounterServiceGrpc;
import org.sscard.wire.insurance.v1.EncounterServiceGrpc.EncounterServiceBlockingStub;

/** Brings fee lines to the insurer; sending the same message twice adds nothing there. */
public final class EncounterClient {
    private static final String NAME = "insurance";
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm");

    private final EncounterServiceBlockingStub stub;
    private final String institution;

    public EncounterClient(Channel channel, String institution) {
        this.stub = EncounterServiceGrpc.newBlockingStub(channel);
        this.institution = institution;
    }

    public ByteString message(ChargedLines lines) {
        AddLinesRequest.Builder request = AddLinesRequest.newBuilder()
                .setInstitution(institution)
                .setSocialSecurityNumber(lines.socialSecurityNumber())
                .setKind(kind(lines.kind()))
                .setVisit(lines.visit())
                .setBegunAt(minute(lines.begunAt()));
        for (ChargedLines.Charge charge : lines.lines()) {
            request.addLines(ChargedLine.newBuilder()
                    .setLine(InsuranceMessages.line(charge.line()))
                    .setChargedAt(minute(charge.chargedAt()))
                    .setDoctor(charge.doctor()));
        }
        return request.build().toByteString();
    }

    public void send(ByteString message, Deadline deadline) {
        try {
            var unused = stub.withDeadline(deadline).addLines(request(message));
        } catch (StatusRuntimeException e) {
            throw Statuses.failure(e, NAME);
        }
    }

    /** Whether the insurer said no to the lines themselves; anything else may pass, and the lines wait. */
    public static boolean refusal(CodedException failure) {
        ErrorCode code = failure.code();
        return code == ErrorCode.REQUEST_INVALID
                || code.name().startsWith("BILL_")
                || code.name().startsWith("VISIT_")
                || code.name().startsWith("INSURED_PERSON_");
    }

    public RefusedLines refused(ByteString message, CodedException why) {
        AddLinesRequest request = request(message);
        return new RefusedLines(
                request.getVisit(),
                request.getLinesList().stream()
                        .map(line -> line.getLine().getLine())
                        .toList(),
                why.code().name(),
                why.zh(),
                why.en());
    }

    private static AddLinesRequest request(ByteString message) {
        try {
            return AddLinesRequest.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the queue keeps the bytes of a request it was given", e);
        }
    }

    private static BillKind kind(org.sscard.sdk.BillKind kind) {
        return switch (kind) {
            case INPATIENT -> BillKind.BILL_KIND_INPATIENT;
            case OUTPATIENT -> BillKind.BILL_KIND_OUTPATIENT;
            case OUTPATIENT_SPECIAL -> BillKind.BILL_KIND_OUTPATIENT_SPECIAL;
            case PHARMACY -> throw new CodedException(ErrorCode.REQUEST_INVALID, "kind", "not a sale");
        };
    }

    private static String minute(LocalDateTime time) {
        return MINUTE.format(time);
    }
}
