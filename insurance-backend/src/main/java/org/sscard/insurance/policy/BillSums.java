package org.sscard.insurance.policy;

import java.util.List;

/** A bill in fen before the policy: class C, above the price limit, the person's advance on class B, and what is in scope. */
public record BillSums(long ownPayFen, long overLimitFen, long advanceFen, long inScopeFen) {

    public static final BillSums ZERO = new BillSums(0, 0, 0, 0);

    public BillSums {
        if (ownPayFen < 0 || overLimitFen < 0 || advanceFen < 0 || inScopeFen < 0) {
            throw new IllegalArgumentException("negative amount");
        }
    }

    /** Sum over lines; throws ArithmeticException when it is too large. */
    public static BillSums of(List<PricedLine> lines) {
        BillSums sums = ZERO;
        for (PricedLine line : lines) {
            sums = sums.plus(line.split());
        }
        return sums;
    }

    public BillSums plus(BillSums other) {
        return new BillSums(
                Math.addExact(ownPayFen, other.ownPayFen),
                Math.addExact(overLimitFen, other.overLimitFen),
                Math.addExact(advanceFen, other.advanceFen),
                Math.addExact(inScopeFen, other.inScopeFen));
    }

    public long totalFen() {
        return Math.addExact(Math.addExact(ownPayFen, overLimitFen), Math.addExact(advanceFen, inScopeFen));
    }
}
