package org.sscard.insurance.rpc;

import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import org.sscard.insurance.encounter.LineIntake;
import org.sscard.insurance.encounter.NewLine;
import org.sscard.insurance.encounter.Visit;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.insurance.v1.AddLinesRequest;
import org.sscard.wire.insurance.v1.AddLinesResponse;
import org.sscard.wire.insurance.v1.ChargedLine;
import org.sscard.wire.insurance.v1.EncounterServiceGrpc;
import org.sscard.wire.insurance.v1.FeeLine;

/** insurance.v1.EncounterService. */
public final class EncounterRpc extends EncounterServiceGrpc.EncounterServiceImplBase {

    private static final int MOST_LINES = 1000;
    private static final String NUMBER = "[0-9A-Za-z._/-]{1,30}";
    private static final BigInteger FEN = BigInteger.valueOf(1_000_000);

    private final LineIntake intake;
    private final InstitutionBinding binding;

    public EncounterRpc(LineIntake intake, AuditTrail audit) {
        this.intake = intake;
        this.binding = new InstitutionBinding(audit);
    }

    @Override
    public void addLines(AddLinesRequest request, StreamObserver<AddLinesResponse> observer) {
        binding.require(request.getInstitution());
        Fields.require(
                request.getLinesCount() >= 1 && request.getLinesCount() <= MOST_LINES, "lines", "1 to " + MOST_LINES);
        Fields.require(request.getVisit().matches(NUMBER), "visit", "1 to 30 characters");
        LineIntake.Taken taken = intake.take(
                running(request),
                request.getLinesList().stream().map(EncounterRpc::line).toList());
        observer.onNext(AddLinesResponse.newBuilder()
                .setAdded(taken.added())
                .setRepeated(taken.repeated())
                .build());
        observer.onCompleted();
    }

    private static LineIntake.Running running(AddLinesRequest request) {
        boolean stay = switch (request.getKind()) {
            case BILL_KIND_INPATIENT -> true;
            case BILL_KIND_OUTPATIENT, BILL_KIND_OUTPATIENT_SPECIAL -> false;
            case BILL_KIND_PHARMACY, BILL_KIND_UNSPECIFIED, UNRECOGNIZED ->
                throw new CodedException(ErrorCode.REQUEST_INVALID, "kind", "INPATIENT, OUTPATIENT");
        };
        String medType = stay
                ? "21"
                : request.getKind() == org.sscard.wire.insurance.v1.BillKind.BILL_KIND_OUTPATIENT ? "11" : "14";
        return new LineIntake.Running(
                request.getInstitution(),
                request.getSocialSecurityNumber(),
                stay ? Visit.Type.STAY : Visit.Type.OUTPATIENT,
                request.getVisit(),
                medType,
                time(request.getBegunAt(), "begun_at"));
    }

    private static NewLine line(ChargedLine charged) {
        FeeLine line = charged.getLine();
        Fields.require(line.getLine().matches(NUMBER), "line", "1 to 30 characters");
        Fields.require(line.getItem().length() <= 50 && !line.getItem().isEmpty(), "item", "1 to 50 characters");
        Fields.require(line.getPrice1E4() >= 0, "price_1e4", "not negative");
        Fields.require(line.getQuantity1E4() > 0, "quantity_1e4", "positive");
        Fields.require(charged.getDoctor().matches("[^\\p{Cntrl}]{0,50}"), "doctor", "0 to 50 characters");
        return new NewLine(
                line.getLine(),
                "",
                line.getItem(),
                line.getPrice1E4(),
                line.getQuantity1E4(),
                amount(line),
                charged.getDoctor(),
                time(charged.getChargedAt(), "charged_at"),
                "",
                line.getApproved());
    }

    /** Half-up(price × quantity), fen (settlement §1.8). */
    private static long amount(FeeLine line) {
        BigInteger product = BigInteger.valueOf(line.getPrice1E4()).multiply(BigInteger.valueOf(line.getQuantity1E4()));
        BigInteger fen = product.add(FEN.shiftRight(1)).divide(FEN);
        if (fen.bitLength() >= Long.SIZE) {
            throw new CodedException(ErrorCode.BILL_AMOUNT_TOO_LARGE, line.getLine());
        }
        return fen.longValue();
    }

    private static LocalDateTime time(String text, String field) {
        try {
            return LocalDateTime.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, field, "YYYY-MM-DDThh:mm");
        }
    }
}
