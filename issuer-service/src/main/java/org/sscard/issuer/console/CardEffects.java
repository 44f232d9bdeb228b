package org.sscard.issuer.console;

import java.util.ArrayList;
import java.util.List;
import org.sscard.issuer.lifecycle.ActionRule;
import org.sscard.issuer.lifecycle.CardAction;
import org.sscard.issuer.lifecycle.CardState;
import org.sscard.issuer.lifecycle.LifeCycle;
import org.sscard.issuer.lifecycle.Periods;
import org.sscard.issuer.registry.CardRecord;

/** What an action will do, said before it is done; read from the life-cycle table and the region's periods. */
final class CardEffects {

    private static final LifeCycle TABLE = LifeCycle.table();

    private CardEffects() {}

    static List<String> of(ActionRule rule, CardRecord card, Periods periods) {
        List<String> effects = new ArrayList<>();
        CardState to = rule.to();
        boolean endsAtOnce = to == CardState.REPLACING && card.state() == CardState.LOST;
        effects.add("卡片由“" + TABLE.nameZh(card.state()) + "”转为“" + TABLE.nameZh(endsAtOnce ? CardState.CANCELLED : to)
                + "”");
        if (to == CardState.REPLACING) {
            effects.add(endsAtOnce ? "旧卡立即注销，不能再解挂" : "旧卡在新卡启用前照常登记，新卡启用时自动注销");
            effects.add("为同一人登记一张新卡，排队制卡，卡号另编");
        }
        boolean listed = TABLE.blacklistedAfter(card.blacklisted(), endsAtOnce ? CardState.CANCELLED : to);
        if (listed && !card.blacklisted()) {
            effects.add("列入黑名单，各终端随即拒用");
        } else if (!listed && card.blacklisted()) {
            effects.add("移出黑名单，各终端恢复受理");
        }
        if (listed && card.blacklisted() && to != CardState.REPLACING) {
            effects.add("仍在黑名单");
        }
        TABLE.periodOf(to).ifPresent(period -> {
            Periods.Rule ends = periods.of(card.region(), period);
            effects.add(CardWords.length(ends.length()) + "后若未办理，自动转为“" + TABLE.nameZh(ends.endsIn()) + "”");
        });
        effects.add(lasting(rule.action(), to));
        return effects;
    }

    private static String lasting(CardAction action, CardState to) {
        return TABLE.next(to).isEmpty()
                ? "此后不能再变更，无法撤回"
                : action == CardAction.REQUEST_REPLACEMENT ? "提交后不能撤回" : "银行功能不随之变更，须到银行另办";
    }

    /** Whether what is done cannot be taken back by another action of staff. */
    static boolean lastsForGood(ActionRule rule, CardRecord card) {
        return TABLE.next(rule.to()).isEmpty()
                || rule.action() == CardAction.REQUEST_REPLACEMENT
                || (rule.to() == CardState.LOST && card.state() == CardState.ISSUED);
    }
}
