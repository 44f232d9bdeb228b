package org.sscard.insurance.policy;

/** Class of the insured (参保类别), Order 102 Art. 6. */
public enum InsuredClass {
    MINOR,
    WORKING,
    ELDERLY
}
