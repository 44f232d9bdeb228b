package org.sscard.issuer.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sscard.servicekit.security.Role;

class VerbTableTest {

    private static final String BEGIN =
            "<!-- verbs -->\n| verb | 操作 | may ask | may approve (another person) | open |\n|---|---|---|---|---|\n";

    @Test
    void theDocumentedTable_isTheOneThatTheCodeReads() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "custody.md"));
        String rows = VerbTable.table().rows().stream().map(VerbTableTest::line).collect(Collectors.joining());
        assertThat(page).contains(BEGIN + rows + "<!-- /verbs -->");
    }

    @Test
    void whatCreatesOrReleasesSomething_needsTwoPersons_whatStopsSomethingDoesNot() {
        for (VerbTable.Row row : VerbTable.table().rows()) {
            boolean alone = Set.of(
                            Verb.PSAM_LOST,
                            Verb.CERTIFICATE_REVOKE,
                            Verb.COS_REVOKE,
                            Verb.CUSTODY_READ,
                            Verb.AUDIT_READ)
                    .contains(row.verb());
            assertThat(row.needsFourEyes()).as(row.verb().name()).isEqualTo(!alone);
            assertThat(row.needsFourEyes() && row.openHours() < 1).isFalse();
        }
    }

    @Test
    void anAuditor_asksForNothingAndApprovesNothing() {
        for (VerbTable.Row row : VerbTable.table().rows()) {
            boolean reads = row.verb() == Verb.CUSTODY_READ || row.verb() == Verb.AUDIT_READ;
            assertThat(row.approve()).doesNotContain(Role.AUDITOR);
            assertThat(row.ask().contains(Role.AUDITOR)).as(row.verb().name()).isEqualTo(reads);
        }
    }

    private static String line(VerbTable.Row row) {
        return "| `%s` | %s | %s | %s | %s |\n"
                .formatted(
                        row.verb(),
                        row.zh(),
                        roles(row.ask()),
                        row.needsFourEyes() ? roles(row.approve()) : "one person",
                        row.needsFourEyes() ? row.openHours() + " h" : "–");
    }

    private static String roles(Set<Role> roles) {
        return new TreeSet<>(roles).stream().map(Role::ou).collect(Collectors.joining(", "));
    }
}
