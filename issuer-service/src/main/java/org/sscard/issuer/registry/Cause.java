package org.sscard.issuer.registry;

import java.util.Optional;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.Channel;
import org.sscard.issuer.lifecycle.Reason;

/**
 * Who changes a card and why; it stays in the card's history.
 *
 * @param action empty where the table's action was not named: a machine's step
 */
public record Cause(String who, String why, String channel, String action, String reason) {

    /** A step of batches, stations and timers. */
    public static Cause machine(String who, String why) {
        return new Cause(who, why, Channel.MACHINE.name(), "", "");
    }

    public static Cause of(String who, Channel channel, CardAction action, Optional<Reason> reason, String note) {
        return new Cause(
                who,
                note,
                channel.name(),
                action.name(),
                reason.map(Reason::name).orElse(""));
    }

    /** In somebody's own words only. */
    public static Cause staff(String who, String why) {
        return new Cause(who, why, Channel.BUREAU.name(), "", "");
    }
}
