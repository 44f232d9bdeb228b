package org.sscard.insurance.imports;

/**
 * A column of an import.
 *
 * @param name its English header
 * @param zh its Chinese header
 * @param required whether the file must have it
 */
public record SheetColumn(String name, String zh, boolean required) {}
