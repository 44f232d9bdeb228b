package org.sscard.issuer.workflow;

import java.time.Instant;
import java.time.LocalDate;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * An approved card operating system (COS核准).
 *
 * @param approvalNumber of the approval
 * @param cardOs name and version, as lots of blanks name it
 * @param historical T1 to T5 of its blanks' historical bytes (card specification §1), 10 upper-case hex digits
 * @param validTo last day
 * @param reason why it was revoked, or empty
 */
public record CardOs(
        String approvalNumber,
        String vendor,
        String chip,
        String cardOs,
        String historical,
        LocalDate validFrom,
        LocalDate validTo,
        boolean revoked,
        String reason,
        String changedBy,
        Instant changedAt) {

    private static final int MAX_TEXT = 100;

    /** How it stands on a day. */
    public enum Standing {
        PLANNED("尚未生效"),
        IN_FORCE("有效"),
        EXPIRED("已过期"),
        REVOKED("已撤销");

        private final String zh;

        Standing(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }

    public CardOs {
        text("approval", approvalNumber);
        text("vendor", vendor);
        text("chip", chip);
        text("cardOs", cardOs);
        require(historical.matches("[0-9A-F]{10}"), "historical", "T1–T5, 10 hex digits");
        require(!validTo.isBefore(validFrom), "to", "not before " + validFrom);
    }

    public Standing standing(LocalDate day) {
        if (revoked) {
            return Standing.REVOKED;
        }
        if (day.isBefore(validFrom)) {
            return Standing.PLANNED;
        }
        return day.isAfter(validTo) ? Standing.EXPIRED : Standing.IN_FORCE;
    }

    /** @throws CodedException CARD_OS_NOT_APPROVED, CARD_OS_EXPIRED */
    public void requireInForce(LocalDate day) {
        switch (standing(day)) {
            case IN_FORCE -> {}
            case REVOKED -> throw new CodedException(ErrorCode.CARD_OS_NOT_APPROVED, approvalNumber);
            case PLANNED, EXPIRED -> throw new CodedException(ErrorCode.CARD_OS_EXPIRED, approvalNumber);
        }
    }

    /** Vendor, card OS and chip are the same. */
    public boolean sameProduct(CardOs other) {
        return vendor.equals(other.vendor)
                && chip.equals(other.chip)
                && cardOs.equals(other.cardOs)
                && historical.equals(other.historical);
    }

    private static void text(String field, String text) {
        require(!text.isBlank() && text.length() <= MAX_TEXT, field, "1.." + MAX_TEXT);
    }

    private static void require(boolean holds, String field, String expected) {
        if (!holds) {
            throw new CodedException(ErrorCode.REQUEST_INVALID, field, expected);
        }
    }
}
