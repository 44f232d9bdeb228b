package org.sscard.insurance.settlement;

import java.util.concurrent.CompletableFuture;

/** A command that waits for its group; two are never the same, whatever they ask for. */
final class Waiting {

    private final SettleCommand command;
    private final Quote quote;
    private final CompletableFuture<Reply> answer = new CompletableFuture<>();

    Waiting(SettleCommand command, Quote quote) {
        this.command = command;
        this.quote = quote;
    }

    SettleCommand command() {
        return command;
    }

    Quote quote() {
        return quote;
    }

    CompletableFuture<Reply> answer() {
        return answer;
    }
}
