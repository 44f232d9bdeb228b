package org.sscard.sdk.fake;

/** One fault on the first money message or query, then a clear line. */
public final class OneFault implements FakeInsurer.Line {
    private final Fault fault;
    private boolean used;

    public OneFault(Fault fault) {
        this.fault = fault;
    }

    @Override
    public synchronized Fault next(String message) {
        if (used) {
            return Fault.NONE;
        }
        used = true;
        return fault;
    }
}
