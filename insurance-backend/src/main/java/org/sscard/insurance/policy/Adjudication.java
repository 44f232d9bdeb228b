package org.sscard.insurance.policy;

/**
 * Who bears what of one bill, in fen, by one policy. Payable: total = own pay + over limit + advance + deductible + pooled
 * fund + proportional self-pay + over cap. Not payable: everything is the person's and the split below the bill is zero.
 *
 * @param basis articles that decided, joined by "+", or the reason of the refusal
 * @param standardDeductibleFen of the table, before it is limited by what is in scope
 * @param fundCalculatedFen before the cap
 */
public record Adjudication(
        boolean payable,
        String basis,
        AccumulationPeriod period,
        long usedBeforeFen,
        BillSums bill,
        long standardDeductibleFen,
        long deductibleFen,
        int ratioBp,
        long fundCalculatedFen,
        long fundFen,
        long accountFen) {

    public long usedAfterFen() {
        return usedBeforeFen + fundFen;
    }

    public long totalFen() {
        return bill.totalFen();
    }

    public long proportionalSelfPayFen() {
        return payable ? bill.inScopeFen() - deductibleFen - fundCalculatedFen : 0;
    }

    public long overCapFen() {
        return fundCalculatedFen - fundFen;
    }

    public long personFen() {
        return totalFen() - fundFen;
    }

    public long cashFen() {
        return personFen() - accountFen;
    }
}
