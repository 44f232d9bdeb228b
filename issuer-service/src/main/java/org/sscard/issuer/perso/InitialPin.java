package org.sscard.issuer.perso;

import java.util.Arrays;

/** The PIN that new cards get until PIN mailers exist: one for the whole issue, test environment only. */
public final class InitialPin implements AutoCloseable {

    private final byte[] digits;

    /** @param digits 4 to 16 ASCII digits; copied, the caller erases its own */
    public InitialPin(byte[] digits) {
        this.digits = digits.clone();
    }

    /** A copy; who takes it erases it. */
    byte[] digits() {
        return digits.clone();
    }

    @Override
    public void close() {
        Arrays.fill(digits, (byte) 0);
    }

    @Override
    public String toString() {
        return "InitialPin";
    }
}
