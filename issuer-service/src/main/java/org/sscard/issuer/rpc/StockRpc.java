package org.sscard.issuer.rpc;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sscard.issuer.dispatch.Handover;
import org.sscard.issuer.dispatch.store.HandoverStore;
import org.sscard.issuer.registry.HistoricalBytes;
import org.sscard.issuer.stock.BlankState;
import org.sscard.issuer.stock.StockDay;
import org.sscard.issuer.stock.store.BlankBook;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;
import org.sscard.wire.issuer.v1.CloseDayRequest;
import org.sscard.wire.issuer.v1.GetHandoverRequest;
import org.sscard.wire.issuer.v1.GetStockRequest;
import org.sscard.wire.issuer.v1.HandoverSheet;
import org.sscard.wire.issuer.v1.ReceiveBlanksRequest;
import org.sscard.wire.issuer.v1.ReceiveCardsRequest;
import org.sscard.wire.issuer.v1.RecordDeletionRequest;
import org.sscard.wire.issuer.v1.RecordDeletionResponse;
import org.sscard.wire.issuer.v1.SendCardsRequest;
import org.sscard.wire.issuer.v1.StockBooks;
import org.sscard.wire.issuer.v1.StockEquation;
import org.sscard.wire.issuer.v1.StockLine;
import org.sscard.wire.issuer.v1.StockServiceGrpc;
import org.sscard.wire.issuer.v1.TakeBlankRequest;

/** The edge of stock and handover. */
public final class StockRpc extends StockServiceGrpc.StockServiceImplBase {

    private static final int MAX_CHIPS = 100_000;
    private static final int MAX_TEXT = 100;
    private static final Set<BlankState> BY_HAND = Set.of(BlankState.SAMPLE, BlankState.RETURNED);

    private final BlankBook blanks;
    private final HandoverStore handovers;
    private final ZoneId zone;

    public StockRpc(BlankBook blanks, HandoverStore handovers, ZoneId zone) {
        this.blanks = blanks;
        this.handovers = handovers;
        this.zone = zone;
    }

    @Override
    public void receiveBlanks(ReceiveBlanksRequest request, StreamObserver<StockBooks> observer) {
        Calls.answer(observer, () -> {
            if (request.getChipsCount() == 0 || request.getChipsCount() > MAX_CHIPS) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "chips", "1.." + MAX_CHIPS);
            }
            blanks.receive(
                    text("lot", request.getLot()),
                    text("vendor", request.getVendor()),
                    text("card_os", request.getCardOs()),
                    request.getChipsList().stream().map(StockRpc::chip).toList(),
                    Calls.actor(request.getActor()));
            return books();
        });
    }

    @Override
    public void getStock(GetStockRequest request, StreamObserver<StockBooks> observer) {
        Calls.answer(observer, this::books);
    }

    @Override
    public void takeBlank(TakeBlankRequest request, StreamObserver<StockBooks> observer) {
        Calls.answer(observer, () -> {
            BlankState to = BY_HAND.stream()
                    .filter(state -> state.name().equals(request.getState()))
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.REQUEST_INVALID, "state", "SAMPLE, RETURNED"));
            blanks.take(
                    chip(request.getChip()), to, Calls.actor(request.getActor()), text("reason", request.getReason()));
            return books();
        });
    }

    @Override
    public void closeDay(CloseDayRequest request, StreamObserver<StockEquation> observer) {
        Calls.answer(
                observer,
                () -> equation(blanks.close(
                        day(request.getDay()), request.getCounted(), false, Calls.actor(request.getActor()), "")));
    }

    @Override
    public void sendCards(SendCardsRequest request, StreamObserver<HandoverSheet> observer) {
        Calls.answer(
                observer,
                () -> sheet(handovers.send(
                        text("branch", request.getBranch()),
                        numbers(request.getCardNumbersList()),
                        Calls.actor(request.getActor()))));
    }

    @Override
    public void getHandover(GetHandoverRequest request, StreamObserver<HandoverSheet> observer) {
        Calls.answer(
                observer,
                () -> sheet(handovers
                        .find(request.getHandoverId())
                        .orElseThrow(() -> new CodedException(ErrorCode.HANDOVER_NOT_FOUND, request.getHandoverId()))));
    }

    @Override
    public void receiveCards(ReceiveCardsRequest request, StreamObserver<HandoverSheet> observer) {
        Calls.answer(
                observer,
                () -> sheet(handovers.receive(
                        request.getHandoverId(),
                        numbers(request.getArrivedList()),
                        numbers(request.getMissingList()),
                        Calls.actor(request.getActor()))));
    }

    @Override
    public void recordDeletion(RecordDeletionRequest request, StreamObserver<RecordDeletionResponse> observer) {
        Calls.answer(observer, () -> {
            if (request.getStatementSha256().size() != 32) {
                throw new CodedException(ErrorCode.REQUEST_INVALID, "statement_sha256", "32 bytes");
            }
            handovers.recordDeletion(
                    batch(request.getBatchId()),
                    text("producer", request.getProducer()),
                    text("method", request.getMethod()),
                    HexFormat.of().formatHex(request.getStatementSha256().toByteArray()),
                    Instant.ofEpochMilli(request.getDeletedAtMillis()),
                    Calls.actor(request.getActor()));
            return RecordDeletionResponse.getDefaultInstance();
        });
    }

    private StockBooks books() {
        StockBooks.Builder books =
                StockBooks.newBuilder().setOpenDay(equation(blanks.openDay())).setWaste(blanks.waste());
        blanks.lines()
                .forEach(line -> books.addLines(StockLine.newBuilder()
                        .setLot(line.lot())
                        .setVendor(line.vendor())
                        .setCardOs(line.cardOs())
                        .setState(line.state().name())
                        .setCount(line.count())));
        return books.build();
    }

    private static StockEquation equation(StockDay day) {
        return StockEquation.newBuilder()
                .setDay(day.day().toString())
                .setOpening(day.opening())
                .setReceived(day.received())
                .setGood(day.good())
                .setSpoiled(day.spoiled())
                .setSamples(day.samples())
                .setReturned(day.returned())
                .setVariance(day.variance())
                .setClosing(day.closing())
                .build();
    }

    private HandoverSheet sheet(Handover handover) {
        return HandoverSheet.newBuilder()
                .setHandoverId(handover.id())
                .setBranch(handover.branch())
                .addAllCardNumbers(handover.cardNumbers())
                .setSentBy(handover.sentBy())
                .setSentAtMillis(handover.sentAt().toEpochMilli())
                .setReceivedBy(handover.receivedBy().orElse(""))
                .setReceivedAtMillis(
                        handover.receivedAt().map(Instant::toEpochMilli).orElse(0L))
                .setPdf(ByteString.copyFrom(org.sscard.issuer.dispatch.HandoverSheet.pdf(handover, zone)))
                .build();
    }

    private static Set<String> numbers(List<String> numbers) {
        return numbers.stream()
                .map(number -> number.strip().toUpperCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static byte[] chip(ByteString chip) {
        if (chip.size() != HistoricalBytes.LENGTH) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "chip", HistoricalBytes.LENGTH + " bytes");
        }
        return chip.toByteArray();
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new CodedException(e, ErrorCode.REQUEST_INVALID, "day", "YYYY-MM-DD");
        }
    }

    private static UUID batch(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new CodedException(e, ErrorCode.BATCH_NOT_FOUND, text);
        }
    }

    private static String text(String field, String text) {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, "1.." + MAX_TEXT);
        }
        return text.strip();
    }
}
