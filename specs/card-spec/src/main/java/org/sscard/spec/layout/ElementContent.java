package org.sscard.spec.layout;

/** What a value of digits or bytes stands for, where the specification gives it a form. */
public enum ElementContent {
    /** YYYYMMDD. */
    DATE("date"),
    /** YYYYMMDDHHMMSS. */
    DATE_TIME("dateTime"),
    /** Six digits of GB/T 2260. */
    REGION("region"),
    /** Fen. */
    AMOUNT("amount");

    private final String dataName;

    ElementContent(String dataName) {
        this.dataName = dataName;
    }

    public String dataName() {
        return dataName;
    }
}
