package org.sscard.insurance.policy;

/** Class of a catalogue item: A 甲类 in scope, B 乙类 with an advance by the person, C 丙类 own cost. */
public enum CatalogueClass {
    A,
    B,
    C
}
