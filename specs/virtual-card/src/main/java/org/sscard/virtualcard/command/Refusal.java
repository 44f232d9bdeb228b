package org.sscard.virtualcard.command;

/** Ends a command with a status word. Carries no stack trace: a refusal is an ordinary answer of a card. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    public Refusal(int status) {
        super(Integer.toHexString(status), null, false, false);
        this.status = status;
    }

    /** 63Cx. */
    public static Refusal triesLeft(int tries) {
        return new Refusal(Sw.TRIES_LEFT | tries);
    }

    public int status() {
        return status;
    }
}
