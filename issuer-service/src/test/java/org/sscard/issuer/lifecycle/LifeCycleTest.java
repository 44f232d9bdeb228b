package org.sscard.issuer.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sscard.issuer.lifecycle.CardState.*;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.security.Role;

class LifeCycleTest {

    private static final LifeCycle TABLE = LifeCycle.table();

    /** Issuing §3, typed here a second time from the text: the data file must say the same. */
    private static Map<CardState, Set<CardState>> published() {
        Map<CardState, Set<CardState>> table = new EnumMap<>(CardState.class);
        table.put(APPLIED, Set.of(REVIEWED, REJECTED, WITHDRAWN));
        table.put(REVIEWED, Set.of(IN_BATCH));
        table.put(IN_BATCH, Set.of(PERSONALISING, WITHDRAWN));
        table.put(PERSONALISING, Set.of(QC_PASSED, SPOILED, UNKNOWN));
        table.put(UNKNOWN, Set.of(QC_PASSED, SPOILED));
        table.put(QC_PASSED, Set.of(IN_TRANSIT, SPOILED));
        table.put(IN_TRANSIT, Set.of(AT_BRANCH, LOST_IN_TRANSIT));
        table.put(AT_BRANCH, Set.of(ISSUED, RETURNED, DESTROYED));
        table.put(RETURNED, Set.of(IN_TRANSIT, DESTROYED));
        table.put(LOST_IN_TRANSIT, Set.of(DESTROYED));
        table.put(ISSUED, Set.of(ACTIVE, TEMP_LOST, LOST, CANCELLED));
        table.put(ACTIVE, Set.of(TEMP_LOST, LOST, PIN_BLOCKED, REPLACING, CANCELLED));
        table.put(PIN_BLOCKED, Set.of(ACTIVE, TEMP_LOST, LOST, REPLACING, CANCELLED));
        table.put(TEMP_LOST, Set.of(ACTIVE, LOST));
        table.put(LOST, Set.of(ACTIVE, REPLACING));
        table.put(REPLACING, Set.of(CANCELLED));
        for (CardState last : new CardState[] {CANCELLED, SPOILED, DESTROYED, REJECTED, WITHDRAWN}) {
            table.put(last, Set.of());
        }
        return table;
    }

    @Test
    void everyStateHasTheNextStatesOfTheTable() {
        Map<CardState, Set<CardState>> published = published();
        assertThat(published).containsOnlyKeys(CardState.values());
        for (CardState state : CardState.values()) {
            assertThat(TABLE.next(state)).as(state.name()).isEqualTo(published.get(state));
        }
    }

    @Test
    void whatIsNotInTheTableIsRefused() {
        assertThat(TABLE.allows(SPOILED, ACTIVE)).isFalse();
        assertThat(TABLE.allows(CANCELLED, ACTIVE)).isFalse();
        assertThat(TABLE.allows(UNKNOWN, PERSONALISING)).isFalse();
    }

    @Test
    void lossAndCancellationBlacklist_onlyActivationLiftsIt() {
        for (CardState state : CardState.values()) {
            boolean listed = Set.of(TEMP_LOST, LOST, CANCELLED, LOST_IN_TRANSIT).contains(state);
            assertThat(TABLE.blacklistedAfter(false, state)).as(state.name()).isEqualTo(listed);
            assertThat(TABLE.blacklistedAfter(true, state)).as(state.name()).isEqualTo(state != ACTIVE);
        }
    }

    @Test
    void everyStateHasNamesInBothLanguages() {
        for (CardState state : CardState.values()) {
            assertThat(TABLE.nameZh(state)).isNotBlank();
            assertThat(TABLE.nameEn(state)).isNotBlank();
        }
    }

    /** Nothing is done that the table does not know, and everything it knows can be done by somebody. */
    @Test
    void actionsAndNextStatesAreTheSameTransitions() {
        for (CardState from : CardState.values()) {
            Set<CardState> byAction = EnumSet.noneOf(CardState.class);
            TABLE.actions().stream()
                    .filter(rule -> rule.from().contains(from))
                    .filter(rule -> Arrays.stream(Channel.values()).anyMatch(channel -> rule.allowed(from, channel)))
                    .forEach(rule -> byAction.add(rule.to()));
            assertThat(byAction).as(from.name()).isEqualTo(TABLE.next(from));
        }
    }

    @Test
    void holdersChannelsAskForAProof_exceptAtTheCounterForWhatConcernsNoHolder() {
        for (ActionRule rule : TABLE.actions()) {
            rule.channels().forEach((channel, allowance) -> {
                if (TABLE.channel(channel).holder() && channel != Channel.COUNTER) {
                    assertThat(allowance.proofs())
                            .as(rule.action() + " " + channel)
                            .isNotEmpty();
                }
            });
        }
    }

    @Test
    void rolesOfChannelsExist() {
        for (Channel channel : Channel.values()) {
            assertThat(TABLE.channel(channel).roles())
                    .allMatch(ou -> Role.ofOu(ou).isPresent());
        }
    }
}
