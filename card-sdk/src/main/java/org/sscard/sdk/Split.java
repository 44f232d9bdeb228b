package org.sscard.sdk;

import java.util.List;

/**
 * Who bears what of a bill. {@code total = ownPay + overLimit + advance + deductible + pooledFund + proportionalSelfPay
 * + overCap}, and {@code total = pooledFund + person} with {@code person = account + cash}. National field names in
 * brackets.
 *
 * @param total the whole bill (medfee_sumamt)
 * @param ownPay class C, borne in full (fulamt_ownpay_amt)
 * @param overLimit above a price ceiling (overlmt_selfpay)
 * @param advance the person's first part of class B (preselfpay_amt)
 * @param inScope what the policy works on (inscp_scp_amt)
 * @param deductible borne before the fund pays (act_pay_dedc)
 * @param pooledFund paid by the pooled fund (hifp_pay)
 * @param overCap above the year's cap, borne by the person
 * @param account drawn from the personal account (acct_pay)
 * @param cash paid by the person (psn_cash_pay)
 * @param person account and cash together (psn_part_amt)
 * @param ratioBasisPoints the fund's share in 1/10,000
 * @param period accumulation period the cap is counted in
 * @param payable false when the policy pays nothing for this bill; {@code basis} says why
 * @param basis article that decided
 * @param policy policy file and version by hash
 */
public record Split(
        Fen total,
        Fen ownPay,
        Fen overLimit,
        Fen advance,
        Fen inScope,
        Fen deductible,
        Fen pooledFund,
        Fen proportionalSelfPay,
        Fen overCap,
        Fen account,
        Fen cash,
        Fen person,
        int ratioBasisPoints,
        String period,
        Fen usedBefore,
        Fen usedAfter,
        boolean payable,
        String basis,
        List<ExplanationStep> explanation,
        String policy) {

    public Split {
        explanation = List.copyOf(explanation);
    }
}
