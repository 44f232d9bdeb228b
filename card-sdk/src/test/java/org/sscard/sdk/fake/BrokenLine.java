package org.sscard.sdk.fake;

/** The first settle meets the fault; then nothing passes until the line is healed. */
public final class BrokenLine implements FakeInsurer.Line {
    private final Fault fault;
    private boolean used;
    private boolean healed;

    public BrokenLine(Fault fault) {
        this.fault = fault;
    }

    public synchronized void heal() {
        healed = true;
    }

    @Override
    public synchronized Fault next(String message) {
        if (healed) {
            return Fault.NONE;
        }
        if (!used && (message.equals("settle") || message.equals("refund"))) {
            used = true;
            return fault;
        }
        return Fault.RESET_BEFORE;
    }
}
