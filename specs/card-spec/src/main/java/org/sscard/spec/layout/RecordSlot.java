package org.sscard.spec.layout;

/**
 * One record of a TLV file.
 *
 * @param number record number, counted from 1 in the order of the tables (§2)
 * @param occurrence which of the records with this tag, counted from 1
 */
public record RecordSlot(int number, Element element, int occurrence) {}
