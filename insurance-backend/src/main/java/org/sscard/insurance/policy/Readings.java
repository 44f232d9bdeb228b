package org.sscard.insurance.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The chosen readings of an order where its text is silent or ambiguous: switch → value. */
public final class Readings {

    private static final String A_NUMBER = "\\d{1,15}";

    /** What the evaluator can do. A file that offers another value would be computed as if it did not: refused when read. */
    private static final Map<String, Set<String>> IMPLEMENTED = Map.ofEntries(
            Map.entry("minor_at_18", Set.of("minor", "working")),
            Map.entry("referral_mode", Set.of("points", "relative")),
            Map.entry("referral_side", Set.of("receiving", "sending")),
            Map.entry("cap_on", Set.of("fund_payments")),
            Map.entry("emergency_ratio", Set.of("level")),
            Map.entry("out_of_town_ratio", Set.of("level_less_referral")),
            Map.entry("repeated_deductible", Set.of("full")),
            Map.entry("halve_outside", Set.of("true", "false")),
            Map.entry("waiting_end", Set.of("same_day", "first_of_next_month")),
            Map.entry("late_payment", Set.of("clamped_inclusive")),
            Map.entry("card_hours", Set.of("from_admission")),
            Map.entry("boundary", Set.of("admission_cover_discharge_period")),
            Map.entry("no_subsidy", Set.of("whole", "personal")),
            Map.entry("reversal", Set.of("refuse")));

    /** Switches that are an amount in fen. */
    private static final Set<String> AMOUNTS = Set.of("nonstudent_trans_cap");

    private final List<PolicyFile.Reading> known;
    private final Map<String, String> chosen;

    private Readings(List<PolicyFile.Reading> known, Map<String, String> chosen) {
        this.known = known;
        this.chosen = Map.copyOf(chosen);
    }

    static Readings of(List<PolicyFile.Reading> known) {
        Map<String, String> chosen = new HashMap<>();
        for (PolicyFile.Reading reading : known) {
            reading.available().forEach(value -> requireImplemented(reading.switchName(), value));
            if (chosen.put(reading.switchName(), reading.chosen()) != null
                    || !reading.available().contains(reading.chosen())) {
                throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings/" + reading.id());
            }
        }
        if (!chosen.keySet().containsAll(IMPLEMENTED.keySet())
                || !chosen.keySet().containsAll(AMOUNTS)) {
            throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings: a switch is missing");
        }
        return new Readings(known, chosen);
    }

    private static void requireImplemented(String name, String value) {
        boolean implemented = AMOUNTS.contains(name)
                ? value.matches(A_NUMBER)
                : IMPLEMENTED.getOrDefault(name, Set.of()).contains(value);
        if (!implemented) {
            throw new CodedException(ErrorCode.POLICY_READING_UNSUPPORTED, name, value);
        }
    }

    /** Other values for some switches; an unknown switch or value is refused. A switch that is an amount takes any. */
    Readings with(Map<String, String> overrides) {
        Map<String, String> changed = new HashMap<>(chosen);
        overrides.forEach((name, value) -> {
            PolicyFile.Reading reading = known.stream()
                    .filter(one -> one.switchName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings/" + name));
            requireImplemented(name, value);
            if (!AMOUNTS.contains(name) && !reading.available().contains(value)) {
                throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings/" + name + "/" + value);
            }
            changed.put(name, value);
        });
        return new Readings(known, changed);
    }

    boolean is(String switchName, String value) {
        return value.equals(valueOf(switchName));
    }

    String valueOf(String switchName) {
        String value = chosen.get(switchName);
        if (value == null) {
            throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings/" + switchName);
        }
        return value;
    }
}
