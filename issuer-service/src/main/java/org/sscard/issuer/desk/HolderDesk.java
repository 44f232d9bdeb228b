package org.sscard.issuer.desk;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.BankState;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Proof;
import org.sscard.issuer.lifecycle.Reason;
import org.sscard.issuer.registry.ActOrder;
import org.sscard.issuer.registry.CardRecord;
import org.sscard.issuer.registry.Cause;
import org.sscard.issuer.registry.HolderCard;
import org.sscard.issuer.registry.StaffMoves;
import org.sscard.issuer.registry.store.HolderStore;
import org.sscard.issuer.registry.store.RegistryStore;
import org.sscard.servicekit.security.Principal;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * The one way in for counter, kiosk, telephone and web: who may speak for the channel, what the table gives to it, and with
 * which proof of identity.
 */
public final class HolderDesk {

    private static final LifeCycle TABLE = LifeCycle.table();

    private final RegistryStore registry;
    private final HolderStore holders;

    public HolderDesk(RegistryStore registry, HolderStore holders) {
        this.registry = registry;
        this.holders = holders;
    }

    /**
     * A request as it came in.
     *
     * @param digest SHA-256 of all of it, hex
     */
    public record Ask(
            String requestId,
            String digest,
            CardKey card,
            Channel channel,
            CardAction action,
            Optional<Proof> proof,
            Reason reason,
            String note,
            String who,
            String terminal,
            Optional<CardState> seen,
            boolean dryRun) {}

    /** The changed card and, where one was ordered, its replacement. */
    public record Answer(HolderCard card, Optional<HolderCard> replacement, boolean repeated) {}

    /**
     * The cards of one person, newest first.
     *
     * @throws CodedException CHANNEL_NOT_ALLOWED, PROOF_OF_IDENTITY_REQUIRED, HOLDER_NOT_FOUND
     */
    public List<HolderCard> lookUp(CardKey key, Channel channel, Optional<Proof> proof, Principal caller) {
        requireChannel(channel, caller);
        if (key instanceof CardKey.OfPerson && proof.isEmpty()) {
            throw new CodedException(
                    ErrorCode.PROOF_OF_IDENTITY_REQUIRED,
                    "查询",
                    TABLE.channel(channel).name().zh());
        }
        return holders.cardsOfHolder(find(key).cardId());
    }

    /**
     * @throws CodedException CHANNEL_NOT_ALLOWED, PROOF_OF_IDENTITY_REQUIRED, CARD_REASON_INVALID, HOLDER_NOT_FOUND,
     *     CARD_MOVE_ILLEGAL, CHANNEL_LIMIT_REACHED, CARD_REQUEST_DIFFERS
     */
    public Answer act(Ask ask, Principal caller) {
        requireChannel(ask.channel(), caller);
        ActionRule rule = TABLE.action(ask.action());
        requireOffered(rule, ask);
        if (!rule.reasons().containsKey(ask.reason()) || TABLE.machine(ask.reason())) {
            throw new CodedException(ErrorCode.CARD_REASON_INVALID, rule.zh());
        }
        return done(holders.act(new ActOrder(
                ask.requestId(),
                ask.digest(),
                find(ask.card()).cardId(),
                rule,
                ask.channel(),
                ask.proof(),
                Optional.of(ask.reason()),
                ask.note(),
                ask.who(),
                ask.terminal(),
                ask.seen(),
                ask.dryRun())));
    }

    /**
     * A move by staff, who answer for the holder's identity and give the reason in their own words.
     *
     * @throws CodedException CARD_NOT_FOUND, CARD_MOVE_ILLEGAL
     */
    public CardRecord staffMove(String cardNumber, Optional<CardState> seen, CardState to, String who, String why) {
        CardRecord card = registry.find(cardNumber).orElseThrow(() -> new CodedException(ErrorCode.CARD_NOT_FOUND));
        CardState from = seen.orElse(card.state());
        ActionRule rule = StaffMoves.require(from, to);
        Channel channel = rule.allowed(from, Channel.BUREAU) ? Channel.BUREAU : Channel.COUNTER;
        return done(holders.act(new ActOrder(
                        UUID.randomUUID().toString(),
                        "",
                        card.cardId(),
                        rule,
                        channel,
                        Optional.of(Proof.ID_DOCUMENT),
                        Optional.empty(),
                        why,
                        who,
                        "",
                        Optional.of(from),
                        false)))
                .card()
                .card();
    }

    /** @throws CodedException HOLDER_NOT_FOUND */
    public HolderCard timeline(String cardNumber) {
        return holders.held(find(new CardKey.Numbered(cardNumber)).cardId());
    }

    /** @throws CodedException HOLDER_NOT_FOUND, BANK_STATE_ILLEGAL */
    public HolderCard setBankState(String cardNumber, BankState to, String who, String why) {
        long cardId = find(new CardKey.Numbered(cardNumber)).cardId();
        holders.setBankState(
                cardId, to, Cause.staff(who, "银行功能：" + TABLE.name(to).zh() + (why.isBlank() ? "" : "，" + why)));
        return holders.held(cardId);
    }

    /** @throws CodedException HOLDER_NOT_FOUND, CARD_REMAKE_ILLEGAL, PERSON_HAS_LIVE_CARD */
    public HolderCard remake(String cardNumber, String who, String why) {
        long cardId = find(new CardKey.Numbered(cardNumber)).cardId();
        return holders.held(holders.remake(cardId, Cause.staff(who, "重制 " + cardNumber + "：" + why)));
    }

    private Answer done(ActOrder.Done done) {
        return new Answer(holders.held(done.cardId()), done.replacement().map(holders::held), done.repeated());
    }

    private static void requireChannel(Channel channel, Principal caller) {
        boolean may = caller.roles().stream()
                .anyMatch(role -> TABLE.channel(channel).roles().contains(role.ou()));
        if (!may) {
            throw new CodedException(ErrorCode.CHANNEL_NOT_ALLOWED, channel);
        }
    }

    /** What the channel may never do, or not with this proof, is refused before anybody's card is looked at. */
    private static void requireOffered(ActionRule rule, Ask ask) {
        ActionRule.Allowance allowance = rule.channels().get(ask.channel());
        if (allowance == null) {
            throw new CodedException(ErrorCode.CHANNEL_NOT_ALLOWED, ask.channel() + " " + rule.action());
        }
        if (!allowance.proofs().isEmpty()
                && ask.proof().filter(allowance.proofs()::contains).isEmpty()) {
            throw new CodedException(
                    ErrorCode.PROOF_OF_IDENTITY_REQUIRED,
                    rule.zh(),
                    TABLE.channel(ask.channel()).name().zh());
        }
    }

    private CardRecord find(CardKey key) {
        Optional<CardRecord> found = Optional.empty();
        if (key instanceof CardKey.Numbered numbered) {
            found = registry.find(numbered.cardNumber());
        } else if (key instanceof CardKey.OfChip chip) {
            found = registry.find(chip.code());
        } else if (key instanceof CardKey.OfPerson person) {
            List<CardRecord> cards = registry.findByIdNumber(person.idNumber());
            found = cards.stream()
                    .filter(card -> TABLE.live(card.state()))
                    .findFirst()
                    .or(() -> cards.stream().findFirst());
        }
        return found.orElseThrow(() -> new CodedException(ErrorCode.HOLDER_NOT_FOUND));
    }
}
