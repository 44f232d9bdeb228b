package org.sscard.insurance.settlement;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A command that waits for its group; two are never the same, whatever they ask for. */
final class Waiting {

    private final SettleCommand command;
    private final Quoting.Offer offer;
    private final CompletableFuture<Optional<Reply>> answer = new CompletableFuture<>();

    Waiting(SettleCommand command, Quoting.Offer offer) {
        this.command = command;
        this.offer = offer;
    }

    SettleCommand command() {
        return command;
    }

    Quoting.Offer offer() {
        return offer;
    }

    long person() {
        return offer.quote().personId();
    }

    /** Empty: not with a group. */
    CompletableFuture<Optional<Reply>> answer() {
        return answer;
    }
}
