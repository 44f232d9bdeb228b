package org.sscard.insurance.encounter;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sscard.insurance.encounter.store.FeeLineStore;
import org.sscard.insurance.enrolment.CatalogueItem;
import org.sscard.insurance.enrolment.ItemVersions;
import org.sscard.insurance.enrolment.store.CatalogueStore;
import org.sscard.insurance.settlement.store.SettlementStore;
import org.sscard.insurance.store.DatabaseSession;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The fee lines of a visit whose row the caller has locked: all of an upload or nothing. */
public final class FeeLines {

    private static final long LARGEST_LINE_FEN = 1_000_000_000;
    private static final long ROUNDING_FEN = 1;

    private final FeeLineStore lines = new FeeLineStore();
    private final CatalogueStore catalogue = new CatalogueStore();
    private final SettlementStore settlements = new SettlementStore();

    public List<PricedFeeLine> add(DatabaseSession session, Visit visit, List<NewLine> uploaded) {
        List<PricedFeeLine> priced = price(session, uploaded, visit.begins().toLocalDate());
        for (NewLine line : uploaded) {
            if (settlements.visitIsLive(session, visit.institution(), visit.settlementNumber(line.batch()))) {
                throw new CodedException(ErrorCode.BILL_LINE_SETTLED, line.shown());
            }
            if (line.quantity1e4() < 0) {
                addReturn(session, visit, line);
            } else if (!lines.insert(session, visit.visitId(), line, null)) {
                throw new CodedException(ErrorCode.BILL_LINE_REPEATED, line.shown());
            }
        }
        return priced;
    }

    /**
     * Prices an upload by the catalogue without keeping it; the first wrong line is named.
     *
     * @param begins first day of the visit, for lines without a time of their own
     */
    public List<PricedFeeLine> price(DatabaseSession session, List<NewLine> uploaded, LocalDate begins) {
        Set<String> codes = uploaded.stream().map(NewLine::item).collect(Collectors.toSet());
        Map<String, ItemVersions> items = catalogue.items(session, codes);
        Set<String> numbers = new HashSet<>();
        List<PricedFeeLine> priced = new ArrayList<>();
        for (NewLine line : uploaded) {
            LocalDate day = line.occurred() == null ? begins : line.occurred().toLocalDate();
            CatalogueItem item = Optional.ofNullable(items.get(line.item()))
                    .flatMap(versions -> versions.on(day))
                    .orElseThrow(() ->
                            new CodedException(ErrorCode.BILL_ITEM_UNKNOWN, line.shown(), NewLine.shown(line.item())));
            if (!numbers.add(line.number())) {
                throw new CodedException(ErrorCode.BILL_LINE_REPEATED, line.shown());
            }
            PricedFeeLine one = new PricedFeeLine(line, item);
            checkAmount(one);
            priced.add(one);
        }
        return priced;
    }

    private static void checkAmount(PricedFeeLine priced) {
        NewLine line = priced.line();
        long computed;
        try {
            computed = priced.sums().totalFen();
        } catch (ArithmeticException e) {
            throw new CodedException(e, ErrorCode.BILL_AMOUNT_TOO_LARGE, line.shown());
        }
        if (computed > LARGEST_LINE_FEN) {
            throw new CodedException(ErrorCode.BILL_AMOUNT_TOO_LARGE, line.shown());
        }
        if (Math.abs(priced.sign() * computed - line.amountFen()) > ROUNDING_FEN) {
            throw new CodedException(ErrorCode.BILL_LINE_AMOUNT_DIFFERS, line.shown());
        }
    }

    /** A line of the same item and price comes back in full, once; both leave the bill. */
    private void addReturn(DatabaseSession session, Visit visit, NewLine line) {
        FeeLine original = lines.find(session, visit.visitId(), line.returnsNumber())
                .filter(found -> found.state() == FeeLine.State.ACTIVE
                        && found.item().equals(line.item())
                        && found.price1e4() == line.price1e4()
                        && found.quantity1e4() == -line.quantity1e4())
                .orElseThrow(() -> new CodedException(ErrorCode.BILL_RETURN_INVALID, line.shown()));
        refuseSettled(session, original);
        if (!lines.insert(session, visit.visitId(), line, original.lineId())) {
            throw new CodedException(ErrorCode.BILL_LINE_REPEATED, line.shown());
        }
        lines.move(session, original.lineId(), FeeLine.State.RETURNED);
    }

    /** Voids one line; one that was returned takes its return along, and a voided return lets its line count again. */
    public void voidLine(DatabaseSession session, Visit visit, String number) {
        FeeLine line = lines.find(session, visit.visitId(), number)
                .orElseThrow(() -> new CodedException(ErrorCode.BILL_LINE_NOT_FOUND, NewLine.shown(number)));
        refuseSettled(session, line);
        Long returned = line.returns();
        lines.move(session, line.lineId(), FeeLine.State.VOID);
        if (returned != null) {
            lines.move(session, returned, FeeLine.State.ACTIVE);
        } else if (line.state() == FeeLine.State.RETURNED) {
            lines.voidReturnOf(session, line.lineId());
        }
    }

    /** Voids every line of the visit, or of one batch, that is not settled; refused when there is none but settled ones. */
    public void voidAll(DatabaseSession session, Visit visit, String batch) {
        int voided = lines.voidUnsettled(session, visit.visitId(), batch);
        if (voided == 0 && lines.hasLines(session, visit.visitId(), batch)) {
            throw new CodedException(ErrorCode.BILL_LINE_SETTLED, "0000");
        }
    }

    /** The lines that a settlement of this batch, or of the whole visit (""), covers now. */
    public List<FeeLine> settleable(DatabaseSession session, Visit visit, String batch) {
        return lines.settleable(session, visit.visitId(), batch);
    }

    private void refuseSettled(DatabaseSession session, FeeLine line) {
        if (lines.settled(session, line.lineId())) {
            throw new CodedException(ErrorCode.BILL_LINE_SETTLED, NewLine.shown(line.number()));
        }
    }
}
