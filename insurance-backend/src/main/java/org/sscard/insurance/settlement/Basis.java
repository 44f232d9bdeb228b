package org.sscard.insurance.settlement;

import java.time.Instant;
import org.sscard.insurance.enrolment.Scheme;

/**
 * What a quote was computed from, beside its bill and what the fund had paid: with the same basis the split is the same.
 *
 * @param capFen of the period
 * @param balanceFen of the personal account
 * @param known the database's snapshot before persons, institutions and items were read
 */
public record Basis(Scheme scheme, long capFen, long balanceFen, String known, Instant quotedAt) {}
