package org.sscard.terminal.kiosk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.sscard.servicekit.pages.Display;
import org.sscard.terminal.kiosk.Bureau.HeldCard;
import org.sscard.terminal.kiosk.Bureau.Named;
import org.sscard.terminal.kiosk.Bureau.Proof;
import org.sscard.terminal.kiosk.Bureau.Rule;
import org.sscard.terminal.kiosk.Screen.Choice;
import org.sscard.terminal.kiosk.Screen.Fact;
import org.sscard.terminal.kiosk.Screen.Kind;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** What a holder has the bureau do with a card: reason, what will happen, proof, and then until the result is known. */
final class Dealings {

    private static final int TRIES = 4;
    private static final long PAUSE_MILLIS = 1_500;

    private final Visit visit;
    private final Bureau bureau;

    /** How the visit proves that it is the holder. */
    interface Prover {
        boolean prove(Proof proof);
    }

    Dealings(Visit visit, Bureau bureau) {
        this.visit = visit;
        this.bureau = bureau;
    }

    /**
     * @param card as seen a moment ago
     * @return the card afterwards; empty when it was given up or refused, which was told
     */
    Optional<HeldCard> act(String action, HeldCard card, boolean cardInReader, Prover prover) {
        Optional<Rule> rule = bureau.rule(action);
        if (rule.isEmpty()) {
            visit.trouble("trouble-not-here");
            return Optional.empty();
        }
        if (!rule.get().from().contains(card.state().code())) {
            visit.trouble("trouble-state", card.state().zh());
            return Optional.empty();
        }
        Optional<Proof> proof = proof(rule.get(), cardInReader);
        if (proof.isEmpty()) {
            visit.trouble("trouble-not-here");
            return Optional.empty();
        }
        Optional<Named> reason = reason(rule.get(), card);
        if (reason.isEmpty() || !confirmed(action, card, reason.get()) || !prover.prove(proof.get())) {
            return Optional.empty();
        }
        visit.show("working");
        return settled(new Bureau.Wish(
                UUID.randomUUID().toString(),
                card.cardNumber(),
                action,
                proof.get(),
                reason.get().code(),
                card.state().code()));
    }

    private static Optional<Proof> proof(Rule rule, boolean cardInReader) {
        if (cardInReader && rule.proofs().contains(Proof.CARD_AND_PIN.name())) {
            return Optional.of(Proof.CARD_AND_PIN);
        }
        return rule.proofs().contains(Proof.IDENTITY_SERVICE.name())
                ? Optional.of(Proof.IDENTITY_SERVICE)
                : Optional.empty();
    }

    private Optional<Named> reason(Rule rule, HeldCard card) {
        List<Named> reasons = rule.reasons().stream()
                .filter(reason -> reason.from().contains(card.state().code()))
                .map(Bureau.Reason::name)
                .limit(Screen.MOST_TILES)
                .toList();
        if (reasons.size() <= 1) {
            return reasons.stream().findFirst();
        }
        List<Choice> tiles = reasons.stream()
                .map(reason -> new Choice(
                        reason.code(), new Words(reason.zh(), reason.en(), "", reason.zh()), Screen.Weight.PLAIN))
                .toList();
        String chosen = visit.ask(
                Screen.of(Kind.MENU, Words.of("reason"), Choice.button("back")).withTiles(tiles));
        return reasons.stream().filter(reason -> reason.code().equals(chosen)).findFirst();
    }

    private boolean confirmed(String action, HeldCard card, Named reason) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.of("card", Display.maskedCardNumber(card.cardNumber())));
        facts.add(Fact.of("state", card.state().zh()));
        facts.add(Fact.of("reason", reason.zh()));
        Screen screen = Screen.of(
                        Kind.CONFIRM, Words.of("confirm-" + action), Choice.main("confirm"), Choice.button("back"))
                .withFacts(facts);
        return visit.ask(screen).equals("confirm");
    }

    /** The same request until the bureau has answered it: a line that broke says nothing about what was done. */
    Optional<HeldCard> settled(Bureau.Wish wish) {
        for (int tried = 1; tried <= TRIES; tried++) {
            try {
                return Optional.of(bureau.act(wish));
            } catch (CodedException e) {
                if (!Troubles.ofTheLine(e)) {
                    refused(e);
                    return Optional.empty();
                }
                pause();
            }
        }
        visit.trouble("trouble-unknown");
        return Optional.empty();
    }

    private void refused(CodedException refusal) {
        if (refusal.code() == ErrorCode.CARD_MOVE_ILLEGAL) {
            visit.trouble("trouble-state", refusal.arguments().get(0));
        } else {
            visit.trouble(refusal);
        }
    }

    private void pause() {
        visit.ask(
                Screen.of(Kind.WAIT, Words.of("settling")),
                new CompletableFuture<Boolean>().completeOnTimeout(true, PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Says what was done; the receipt is the holder's wish. */
    void done(String action, HeldCard after, boolean menu) {
        List<Fact> facts = List.of(
                Fact.of("card", Display.maskedCardNumber(after.cardNumber())),
                Fact.of("state", after.state().zh()));
        List<Fact> more = new ArrayList<>(facts);
        after.periodEnds()
                .ifPresent(ends -> more.add(Fact.of("until", visit.time(ends).substring(0, 10))));
        Words words = Words.of("done-" + action);
        Choice end = menu ? Choice.main("menu") : Choice.main("exit");
        if (visit.ask(Screen.of(Kind.DONE, words, end, Choice.button("print")).withFacts(more))
                .equals("print")) {
            visit.print(new Result(words, more, List.of()));
        }
    }
}
