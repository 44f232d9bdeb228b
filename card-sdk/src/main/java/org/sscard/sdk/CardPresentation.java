package org.sscard.sdk;

/**
 * The card of an emergency, shown after admission (Order 102 Art. 19).
 *
 * @param inTime within the hours of the policy, the boundary included; otherwise the fund does not pay
 * @param minutes since admission, a begun one counted whole
 */
public record CardPresentation(boolean inTime, int minutes) {}
