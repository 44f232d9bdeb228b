package org.sscard.insurance.ledger;

/** An account of the ledger by kind and owner; it has no row, its balance is the sum of its postings. */
public record Account(Kind kind, String owner) {

    public enum Kind {
        /** Pooled-fund expense of a scheme in a pool (统筹基金支出). */
        FUND_EXPENSE,
        /** What the insurer owes an institution (应付定点机构). */
        INSTITUTION_PAYABLE,
        /** What the insurer owes a person's personal account (个人账户). */
        PERSONAL_ACCOUNT,
        /** The fiscal special account that holds the fund's money (财政专户, Order 102 Art. 32). */
        FISCAL_SPECIAL_ACCOUNT,
        /** Income by kind, of a scheme in a pool (Order 102 Art. 7). */
        CONTRIBUTION_INCOME,
        SUBSIDY_INCOME,
        LATE_FEE_INCOME,
        INTEREST_INCOME,
        OTHER_INCOME,
        /** What city or district owes of its subsidies (Order 102 Art. 14, 15). */
        SUBSIDY_RECEIVABLE,
        /** What a person has to pay back (Order 102 Art. 30). */
        RECOVERY_RECEIVABLE,
        /** What the insurer owes a person for a bill that was reimbursed by hand (零星报销). */
        PERSON_PAYABLE,
        /** Interest on personal accounts, of a scheme in a pool. */
        ACCOUNT_INTEREST_EXPENSE,
        /** What is kept back of an institution's payable until the yearly assessment (保证金). */
        INSTITUTION_DEPOSIT,
        /** What is on its way to an institution (清算应付). */
        PAYMENT_CLEARING
    }

    /** An account of a scheme in a pool, for income and expense. */
    public static Account of(Kind kind, String pool, String scheme) {
        return new Account(kind, pool + "/" + scheme);
    }

    /** @param payer CITY or a district's region code */
    public static Account subsidyReceivable(String payer) {
        return new Account(Kind.SUBSIDY_RECEIVABLE, payer);
    }

    public static Account recoveryReceivable(long personId) {
        return new Account(Kind.RECOVERY_RECEIVABLE, Long.toString(personId));
    }

    public static Account personPayable(long personId) {
        return new Account(Kind.PERSON_PAYABLE, Long.toString(personId));
    }

    public static Account fundExpense(String pool, String scheme) {
        return new Account(Kind.FUND_EXPENSE, pool + "/" + scheme);
    }

    public static Account institutionPayable(String institution) {
        return new Account(Kind.INSTITUTION_PAYABLE, institution);
    }

    public static Account personalAccount(long personId) {
        return new Account(Kind.PERSONAL_ACCOUNT, Long.toString(personId));
    }

    public static Account institutionDeposit(String institution) {
        return new Account(Kind.INSTITUTION_DEPOSIT, institution);
    }

    public static Account paymentClearing(String institution) {
        return new Account(Kind.PAYMENT_CLEARING, institution);
    }

    public static Account fiscalSpecialAccount(String pool) {
        return new Account(Kind.FISCAL_SPECIAL_ACCOUNT, pool);
    }
}
