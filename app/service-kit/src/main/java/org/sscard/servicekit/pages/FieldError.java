package org.sscard.servicekit.pages;

/** A wrong field of a form, for the summary on top: {@code field} is the id of its input. */
public record FieldError(String field, String message) {}
