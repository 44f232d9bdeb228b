package org.sscard.terminal.reader;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.sscard.spec.transport.CardTransport;

class RoleMapTest {

    private record Named(String name) implements Reader {

        @Override
        public Presence presence() {
            return Presence.empty(0);
        }

        @Override
        public CardTransport connect() {
            throw new AssertionError("a role is given without touching a card");
        }
    }

    private static List<Reader> readers(String... names) {
        return java.util.Arrays.stream(names).<Reader>map(Named::new).toList();
    }

    @Test
    void rules_decideByName() {
        RoleMap map = new RoleMap(
                List.of(
                        new RoleMap.Rule(Pattern.compile("SAM"), ReaderRole.PSAM),
                        new RoleMap.Rule(Pattern.compile("ACME"), ReaderRole.USER_CONTACT)),
                false);
        assertThat(map.assign(readers("ACME Reader 00", "ACME SAM 01", "Other")).values())
                .containsExactly(ReaderRole.USER_CONTACT, ReaderRole.PSAM, ReaderRole.UNASSIGNED);
    }

    @Test
    void firstRun_takesTheFirstTwoVpcdReaders() {
        RoleMap map = new RoleMap(List.of(), true);
        assertThat(map.assign(readers("Built-in", "Virtual PCD 00 00", "Virtual PCD 00 01"))
                        .values())
                .containsExactly(ReaderRole.UNASSIGNED, ReaderRole.USER_CONTACT, ReaderRole.PSAM);
    }

    @Test
    void firstRun_fillsOnlyTheRoleThatNoRuleGave() {
        RoleMap map = new RoleMap(List.of(new RoleMap.Rule(Pattern.compile("00 01"), ReaderRole.USER_CONTACT)), true);
        assertThat(map.assign(readers("Virtual PCD 00 00", "Virtual PCD 00 01")).values())
                .containsExactly(ReaderRole.PSAM, ReaderRole.USER_CONTACT);
    }

    @Test
    void installedAgent_givesNoRoleByItself() {
        RoleMap map = new RoleMap(List.of(), false);
        assertThat(map.assign(readers("Virtual PCD 00 00")).values()).containsExactly(ReaderRole.UNASSIGNED);
    }
}
