package org.sscard.insurance.settlement;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sscard.insurance.enrolment.CatalogueItem;
import org.sscard.insurance.enrolment.ItemVersions;
import org.sscard.insurance.policy.BillSums;
import org.sscard.insurance.policy.PricedLine;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** Refuses a bill that cannot be computed, naming the line, and prices the others by the catalogue. */
final class BillCheck {

    private static final int LONGEST_NUMBER = 64;
    /** Ten million yuan a line: far above any, far below an overflow. */
    private static final long LARGEST_LINE_FEN = 1_000_000_000;

    private BillCheck() {}

    static void form(Bill bill) {
        if (bill.lines().isEmpty()) {
            throw new CodedException(ErrorCode.BILL_EMPTY);
        }
        number(bill.visit(), "visit");
        if (bill.cardLater() && !bill.emergency()) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, "card_later", "emergency (Art. 19)");
        }
        if (bill.dischargedOn().isBefore(bill.admittedOn())) {
            throw new CodedException(ErrorCode.BILL_DATE_INVALID, bill.dischargedOn());
        }
        Set<String> numbers = new HashSet<>();
        for (BillLine line : bill.lines()) {
            number(line.line(), "line");
            if (!numbers.add(line.line())) {
                throw new CodedException(ErrorCode.BILL_LINE_REPEATED, line.line());
            }
            if (line.price1e4() < 0 || line.quantity1e4() < 0) {
                throw new CodedException(ErrorCode.BILL_AMOUNT_NEGATIVE, line.line());
            }
        }
    }

    /** The bill's sums by the catalogue; an unknown item or an amount beyond reason is refused. */
    static BillSums sums(Bill bill, Map<String, ItemVersions> catalogue) {
        List<PricedLine> priced = new ArrayList<>();
        for (BillLine line : bill.lines()) {
            LocalDate day = line.servedOn() == null ? bill.admittedOn() : line.servedOn();
            CatalogueItem item = Optional.ofNullable(catalogue.get(line.item()))
                    .flatMap(versions -> versions.on(day))
                    .orElseThrow(() -> new CodedException(ErrorCode.BILL_ITEM_UNKNOWN, line.line(), line.item()));
            PricedLine one = item.priced(line.price1e4(), line.quantity1e4(), line.approved());
            checkSize(line, one);
            priced.add(one);
        }
        return BillSums.of(priced);
    }

    private static void checkSize(BillLine line, PricedLine priced) {
        try {
            if (priced.split().totalFen() <= LARGEST_LINE_FEN) {
                return;
            }
        } catch (ArithmeticException e) {
            throw new CodedException(e, ErrorCode.BILL_AMOUNT_TOO_LARGE, line.line());
        }
        throw new CodedException(ErrorCode.BILL_AMOUNT_TOO_LARGE, line.line());
    }

    private static void number(String value, String field) {
        if (value.isBlank() || value.length() > LONGEST_NUMBER || value.chars().anyMatch(Character::isISOControl)) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field);
        }
    }
}
