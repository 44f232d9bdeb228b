package org.sscard.issuer.registry;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * When two persons with different id numbers may be one (docs/roster.md), read once from {@code near-duplicates.json}; the
 * first rule that fits counts. Persons are found by keyed digests of what a rule wants equal: no number is compared that is
 * not under a digest already.
 */
public final class NearRules {

    /** Digits of an id number that say who it is; the last character is computed from them (GB 11643). */
    private static final int ID_DIGITS = 17;

    private static final NearRules STANDARD = load();

    private final List<Rule> rules;

    /** What two persons may have in common. */
    public enum Part {
        NAME,
        BIRTH_DATE,
        ID_REGION,
        ID_SEQUENCE;

        private String of(Person person) {
            return switch (this) {
                case NAME -> person.name();
                case BIRTH_DATE -> person.birthDate().toString();
                case ID_REGION -> person.idNumber().substring(0, 6);
                case ID_SEQUENCE -> person.idNumber().substring(14, ID_DIGITS);
            };
        }
    }

    /**
     * @param same what must be equal
     * @param idDigits in how many digits the id numbers may differ
     * @param fourEyes a decision takes a second person
     */
    public record Rule(String code, String zh, String en, List<Part> same, int idDigits, boolean fourEyes) {

        public Rule {
            same = List.copyOf(same);
        }
    }

    private NearRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    public static NearRules standard() {
        return STANDARD;
    }

    public List<Rule> rules() {
        return rules;
    }

    /** @throws IllegalArgumentException for a code that no rule has */
    public Rule rule(String code) {
        return rules.stream()
                .filter(rule -> rule.code().equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule " + code));
    }

    /** What two persons who may be one have in common: texts to be digested, the same for the same parts. */
    public List<String> keys(Person person) {
        return rules.stream()
                .map(Rule::same)
                .distinct()
                .map(parts -> parts.stream()
                        .map(part -> part.name() + "=" + part.of(person))
                        .collect(Collectors.joining("\n", "near\n", "")))
                .toList();
    }

    /** The rule by which two persons may be one; empty for the same id number. */
    public Optional<Rule> between(Person one, Person other) {
        int differing = differing(one.idNumber(), other.idNumber());
        return differing == 0
                ? Optional.empty()
                : rules.stream()
                        .filter(rule -> differing <= rule.idDigits()
                                && rule.same().stream()
                                        .allMatch(part -> part.of(one).equals(part.of(other))))
                        .findFirst();
    }

    private static int differing(String one, String other) {
        int differing = 0;
        for (int i = 0; i < ID_DIGITS; i++) {
            differing += one.charAt(i) == other.charAt(i) ? 0 : 1;
        }
        return differing;
    }

    private static NearRules load() {
        try (InputStream input = NearRules.class.getResourceAsStream("near-duplicates.json")) {
            ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
            return new NearRules(List.of(mapper.readValue(input, Rule[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
