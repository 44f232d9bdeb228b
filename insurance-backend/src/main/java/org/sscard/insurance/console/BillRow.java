package org.sscard.insurance.console;

/**
 * A fee line as it was typed, for the form that shows it again.
 *
 * @param number from 1
 * @param error what is wrong with it, or empty
 */
public record BillRow(
        int number, String item, String price, String quantity, String day, boolean approved, String error) {

    boolean empty() {
        return item.isEmpty() && price.isEmpty() && quantity.isEmpty() && day.isEmpty();
    }

    BillRow wrong(String text) {
        return new BillRow(number, item, price, quantity, day, approved, text);
    }

    /** Id of the text that says what is wrong, or empty. */
    public String describedBy() {
        return error.isEmpty() ? "" : "item" + number + "-error";
    }
}
