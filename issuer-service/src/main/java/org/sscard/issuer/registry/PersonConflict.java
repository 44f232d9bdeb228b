package org.sscard.issuer.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An applicant who may be a person that is registered.
 *
 * @param registered as the registry has the person now
 * @param rule a rule of {@link NearRules}, or {@link #SAME_ID}
 * @param decision empty while it is open
 */
public record PersonConflict(
        long conflictId,
        long personId,
        Person registered,
        Applicant applicant,
        String rule,
        Optional<UUID> intakeId,
        Optional<Decision> decision,
        String foundBy,
        Instant foundAt,
        String decidedBy,
        String why,
        Optional<Instant> decidedAt) {

    /** The id number is registered, with other data. */
    public static final String SAME_ID = "SAME_ID_OTHER_DATA";

    /** What may be found of a conflict. */
    public enum Decision {
        SAME_PERSON("同一人"),
        OTHER_PERSON("不是同一人"),
        REJECTED("退回");

        private final String zh;

        Decision(String zh) {
            this.zh = zh;
        }

        public String zh() {
            return zh;
        }
    }

    public boolean sameId() {
        return rule.equals(SAME_ID);
    }

    public String ruleZh() {
        return sameId() ? "社会保障号码已登记，其他资料不同" : NearRules.standard().rule(rule).zh();
    }

    public String ruleEn() {
        return sameId()
                ? "the id number is registered with other data"
                : NearRules.standard().rule(rule).en();
    }

    /** Two persons do not have one id number (GB 11643). */
    public List<Decision> possible() {
        List<Decision> possible = new ArrayList<>(List.of(Decision.values()));
        if (sameId()) {
            possible.remove(Decision.OTHER_PERSON);
        }
        return possible;
    }

    /** Whether a decision takes a second person: one that changes who somebody is, or that tells nearly equal numbers apart. */
    public boolean fourEyes(Decision wanted) {
        return switch (wanted) {
            case REJECTED -> false;
            case SAME_PERSON ->
                sameId()
                        && PersonField.differing(registered, applicant.person()).stream()
                                .anyMatch(PersonField::fourEyes);
            case OTHER_PERSON -> !sameId() && NearRules.standard().rule(rule).fourEyes();
        };
    }

    @Override
    public String toString() {
        return "PersonConflict[" + conflictId + " " + rule + "]";
    }
}
