package org.sscard.terminal.kiosk;

import org.sscard.servicekit.print.Receipt;

/** Where receipts come out. */
public interface ReceiptPrinter {

    enum Outcome {
        PRINTED,
        PAPER_OUT,
        /** Switched off, cover open, not there, or it does not answer. */
        OFFLINE,
        NONE
    }

    Outcome print(Receipt receipt);

    /** A terminal without one. */
    static ReceiptPrinter none() {
        return receipt -> Outcome.NONE;
    }
}
