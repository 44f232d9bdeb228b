package org.sscard.issuer.lifecycle;

import java.time.Duration;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** How long periods last and what they end in, region by region (Issuing §3: regional parameters). */
public record Periods(Map<String, Map<Period, Rule>> byRegion) {

    /** @param endsIn the state that the card goes to when the time is over */
    public record Rule(Duration length, CardState endsIn) {}

    /** The rules of a region that says nothing of its own. */
    public static final Map<Period, Rule> STANDARD = Map.of(
            Period.TEMPORARY_LOSS, new Rule(Duration.ofDays(7), CardState.ACTIVE),
            Period.COLLECTION, new Rule(Duration.ofDays(180), CardState.RETURNED));

    public Periods {
        byRegion = Map.copyOf(byRegion);
        byRegion.values().forEach(rules -> rules.forEach(Periods::check));
    }

    public static Periods standard() {
        return new Periods(Map.of());
    }

    public Rule of(String region, Period period) {
        Rule rule = byRegion.getOrDefault(region, STANDARD).get(period);
        if (rule == null) {
            throw new IllegalStateException("no rule for " + period);
        }
        return rule;
    }

    private static void check(Period period, Rule rule) {
        if (!LifeCycle.table().period(period).mayEndIn().contains(rule.endsIn())
                || rule.length().isNegative()
                || rule.length().isZero()) {
            throw new CodedException(ErrorCode.CONFIG_VALUE_INVALID, "regions." + period, rule.endsIn());
        }
    }
}
