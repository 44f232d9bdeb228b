package org.sscard.insurance.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/** The chosen readings of an order where its text is silent or ambiguous: switch → value. */
public final class Readings {

    private static final String A_NUMBER = "\\d{1,15}";

    private final List<PolicyFile.Reading> known;
    private final Map<String, String> chosen;

    private Readings(List<PolicyFile.Reading> known, Map<String, String> chosen) {
        this.known = known;
        this.chosen = Map.copyOf(chosen);
    }

    static Readings of(List<PolicyFile.Reading> known) {
        Map<String, String> chosen = new HashMap<>();
        for (PolicyFile.Reading reading : known) {
            if (chosen.put(reading.switchName(), reading.chosen()) != null
                    || !reading.available().contains(reading.chosen())) {
                throw new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings/" + reading.id());
            }
        }
        return new Readings(known, chosen);
    }

    /** Other values for some switches; an unknown switch or value is refused. A switch that is an amount takes any. */
    Readings with(Map<String, String> overrides) {
        Map<String, String> changed = new HashMap<>(chosen);
        overrides.forEach((name, value) -> {
            PolicyFile.Reading reading = known.stream()
                    .filter(one -> one.switchName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new CodedException(ErrorCode.POLICY_FILE_INVALID, "readings/" + name));
            boolean amount = reading.chosen().matches(A_NUMBER) && value.matches(A_NUMBER);
            if (!amount && !reading.available().contains(value)) {
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
