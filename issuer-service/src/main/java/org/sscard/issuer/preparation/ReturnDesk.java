package org.sscard.issuer.preparation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sscard.issuer.batchfile.BatchFile;
import org.sscard.issuer.batchfile.CardOutcome;
import org.sscard.issuer.batchfile.CardOutcome.Result;
import org.sscard.issuer.batchfile.FileForm;
import org.sscard.issuer.batchfile.ReturnHeader;
import org.sscard.issuer.batchfile.SealedFile;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.preparation.ReturnDifference.Kind;
import org.sscard.issuer.preparation.store.ReturnStore;
import org.sscard.issuer.preparation.store.ReturnStore.Order;
import org.sscard.issuer.preparation.store.ReturnStore.OutFile;
import org.sscard.issuer.seal.RegistrySeal;
import org.sscard.keys.crypto.DataKey;
import org.sscard.keys.model.KeyMaterial;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Takes return files (回盘) in: each record is compared with what was ordered. When all agree the cards are booked; one
 * difference and nothing is booked, the batch is blocked, and the differences are kept (F13).
 */
public final class ReturnDesk {

    private final ReturnStore store;
    private final RegistrySeal seal;

    public ReturnDesk(ReturnStore store, RegistrySeal seal) {
        this.store = store;
        this.seal = seal;
    }

    /** How many cards of the batch were reported as what. */
    public record Received(UUID batchId, int good, int spoiled, int unknown, int notMade) {}

    /**
     * @throws CodedException RETURN_FILE_INVALID; RETURN_DIFFERS: the batch is blocked; BATCH_BLOCKED: it was before;
     *     BATCH_NOT_FOUND when no file of this producer and number is out
     */
    public Received receive(Path file, String who) {
        try (SealedFile opened = SealedFile.open(file, FileForm.RETURN, header -> keyOf(ReturnHeader.parse(header)))) {
            ReturnHeader header = ReturnHeader.parse(opened.header());
            OutFile out = store.out(header.producer(), header.sequence());
            List<CardOutcome> outcomes = new ArrayList<>();
            for (int number = 1; number <= opened.records(); number++) {
                outcomes.add(CardOutcome.parse(opened.record(number), number));
            }
            List<ReturnDifference> differences = compare(header, out, outcomes);
            if (!differences.isEmpty()) {
                store.block(out, differences, who);
                throw new CodedException(ErrorCode.RETURN_DIFFERS, out.batchId(), differences.size());
            }
            store.accept(out, outcomes, who);
            return new Received(out.batchId(), header.good(), header.spoiled(), header.unknown(), header.notMade());
        }
    }

    private DataKey keyOf(ReturnHeader header) {
        OutFile out = store.out(header.producer(), header.sequence());
        try (KeyMaterial transport = seal.transportKey(header.producer())) {
            return BatchFile.FileKey.unwrapped(transport, out.keyBlock());
        }
    }

    /** What differs between the return and the order, the file itself first. */
    private List<ReturnDifference> compare(ReturnHeader header, OutFile out, List<CardOutcome> outcomes) {
        List<ReturnDifference> differences = new ArrayList<>();
        String mac = HexFormat.of().formatHex(out.mac());
        if (!header.batchMac().equals(mac) || !header.batchId().equals(out.batchId())) {
            differences.add(new ReturnDifference(0, Kind.FILE, mac, header.batchMac()));
        }
        counts(header, outcomes, differences);
        Map<Integer, Order> orders = new HashMap<>();
        store.orders(out).forEach(order -> orders.put(order.number(), order));
        Set<Integer> answered = new HashSet<>();
        Set<String> blanks = new HashSet<>();
        for (CardOutcome outcome : outcomes) {
            Order order = orders.get(outcome.order());
            if (order == null || !answered.add(outcome.order())) {
                differences.add(new ReturnDifference(outcome.order(), Kind.SURPLUS, "", outcome.cardNumber()));
            } else {
                compare(order, outcome, blanks, differences);
            }
        }
        orders.values().stream()
                .filter(order -> !answered.contains(order.number()))
                .forEach(order ->
                        differences.add(new ReturnDifference(order.number(), Kind.MISSING, order.cardNumber(), "")));
        return differences;
    }

    private static void counts(ReturnHeader header, List<CardOutcome> outcomes, List<ReturnDifference> differences) {
        Map<Result, Integer> stated = Map.of(
                Result.GOOD, header.good(),
                Result.SPOILED, header.spoiled(),
                Result.UNKNOWN, header.unknown(),
                Result.NOT_MADE, header.notMade());
        for (Result result : Result.values()) {
            long found = outcomes.stream()
                    .filter(outcome -> outcome.result() == result)
                    .count();
            if (stated.getOrDefault(result, 0) != found) {
                differences.add(
                        new ReturnDifference(0, Kind.COUNT, result + " " + stated.get(result), Long.toString(found)));
            }
        }
    }

    private void compare(Order order, CardOutcome outcome, Set<String> blanks, List<ReturnDifference> differences) {
        int number = order.number();
        if (!order.cardNumber().equals(outcome.cardNumber())) {
            differences.add(new ReturnDifference(number, Kind.CARD_NUMBER, order.cardNumber(), outcome.cardNumber()));
        }
        if (!order.historicalBytes().equals(outcome.historicalBytes())) {
            differences.add(new ReturnDifference(
                    number,
                    Kind.CHIP,
                    order.historicalBytes().hex(),
                    outcome.historicalBytes().hex()));
        }
        if (outcome.blank().isPresent() == (outcome.result() == Result.NOT_MADE)) {
            differences.add(new ReturnDifference(
                    number, Kind.BLANK, outcome.result().name(), outcome.blank().isPresent() ? "有" : "无"));
        }
        Optional<String> blank = outcome.blank().map(taken -> taken.hex());
        if (blank.isPresent() && (!blanks.add(blank.get()) || store.taken(blank.get(), order.cardId()))) {
            differences.add(new ReturnDifference(number, Kind.BLANK_TWICE, "", blank.get()));
        }
        if (order.state() != CardState.IN_BATCH) {
            differences.add(new ReturnDifference(
                    number, Kind.STATE, CardState.IN_BATCH.name(), order.state().name()));
        }
    }

    /** What the last return files of a batch disagreed in, newest file first. */
    public List<ReturnDifference> differences(UUID batchId) {
        return store.differences(batchId);
    }

    /**
     * Lifts the block of a batch: a return file that agrees may come.
     *
     * @param person another one than who received the return
     * @throws CodedException BATCH_NOT_FOUND when it is not blocked, APPROVAL_SAME_PERSON
     */
    public void unblock(UUID batchId, String person) {
        store.unblock(batchId, person);
    }
}
