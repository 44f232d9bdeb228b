package org.sscard.terminal.kiosk;

import java.util.concurrent.CompletableFuture;

/** The sandbox's proof: two buttons on a screen that is labelled 演示 decide. Only in a first run. */
public final class SimulatedIdentityProof implements IdentityProof {

    @Override
    public boolean simulated() {
        return true;
    }

    /** Completed by whoever presses a button. */
    @Override
    public CompletableFuture<Outcome> prove(String socialSecurityNumber) {
        return new CompletableFuture<>();
    }
}
