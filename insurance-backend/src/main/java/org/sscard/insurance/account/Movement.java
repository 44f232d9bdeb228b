package org.sscard.insurance.account;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** A posting of a personal account as its owner sees it: a credit is positive. */
public record Movement(
        LocalDate day,
        String kind,
        long amountFen,
        @Nullable Long settlementId) {}
