package org.sscard.sdk.fake;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.error.GrpcErrors;
import org.sscard.wire.insurance.v1.AddLinesRequest;
import org.sscard.wire.insurance.v1.AddLinesResponse;
import org.sscard.wire.insurance.v1.ChargedLine;
import org.sscard.wire.insurance.v1.EncounterServiceGrpc;

/** Keeps fee lines by visit and number, as the insurer does. */
public final class FakeEncounters extends EncounterServiceGrpc.EncounterServiceImplBase {
    private final Map<String, ChargedLine> lines = new LinkedHashMap<>();
    private final List<String> messages = new ArrayList<>();
    private boolean loseReplies;
    private boolean away;

    /** Nothing arrives while it is away. */
    public synchronized void away(boolean gone) {
        away = gone;
    }

    /** From now on lines are taken, but nobody hears so. */
    public synchronized void loseReplies(boolean lose) {
        loseReplies = lose;
    }

    /** "visit/line" of every line, in the order of arrival. */
    public synchronized List<String> lines() {
        return List.copyOf(lines.keySet());
    }

    public synchronized int messages() {
        return messages.size();
    }

    @Override
    public synchronized void addLines(AddLinesRequest request, StreamObserver<AddLinesResponse> answer) {
        if (away) {
            answer.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        messages.add(request.getVisit());
        for (ChargedLine line : request.getLinesList()) {
            if (line.getLine().getItem().startsWith("UNKNOWN")) {
                answer.onError(GrpcErrors.toStatus(new CodedException(
                        ErrorCode.BILL_ITEM_UNKNOWN,
                        line.getLine().getLine(),
                        line.getLine().getItem())));
                return;
            }
        }
        request.getLinesList()
                .forEach(line ->
                        lines.put(request.getVisit() + "/" + line.getLine().getLine(), line));
        if (loseReplies) {
            answer.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        answer.onNext(
                AddLinesResponse.newBuilder().setAdded(request.getLinesCount()).build());
        answer.onCompleted();
    }
}
