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
        FISCAL_SPECIAL_ACCOUNT
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

    public static Account fiscalSpecialAccount(String pool) {
        return new Account(Kind.FISCAL_SPECIAL_ACCOUNT, pool);
    }
}
