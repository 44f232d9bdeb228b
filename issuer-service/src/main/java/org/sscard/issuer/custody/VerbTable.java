package org.sscard.issuer.custody;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.sscard.servicekit.approval.ApprovalRules;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;
import org.sscard.wire.error.CodedException;
import org.sscard.wire.error.ErrorCode;

/**
 * Sensitive verbs × roles, read once from {@code verbs.json}: the server's role table, the rules of four eyes, the pages and
 * docs/custody.md say what stands there.
 */
public final class VerbTable {

    private static final VerbTable TABLE = load();

    private final Map<Verb, Row> rows;

    /**
     * @param ask who may ask for it, or do it where nobody has to approve
     * @param approve who may approve; empty: it needs one person only
     * @param openHours how long an approval may wait, and be used
     */
    public record Row(Verb verb, String zh, String en, Set<Role> ask, Set<Role> approve, int openHours) {

        public Row {
            ask = Set.copyOf(ask);
            approve = Set.copyOf(approve);
        }

        public boolean needsFourEyes() {
            return !approve.isEmpty();
        }
    }

    /** A row as it stands in the file: roles as OUs. */
    private record Line(Verb verb, String zh, String en, List<String> ask, List<String> approve, int openHours) {}

    private VerbTable(Map<Verb, Row> rows) {
        this.rows = rows;
    }

    public static VerbTable table() {
        return TABLE;
    }

    public Row row(Verb verb) {
        Row row = rows.get(verb);
        if (row == null) {
            throw new IllegalStateException("no row for " + verb);
        }
        return row;
    }

    public List<Row> rows() {
        return List.copyOf(rows.values());
    }

    /** @throws CodedException ROLE_NOT_ALLOWED */
    public void require(Verb verb, Principal caller) {
        if (row(verb).ask().stream().noneMatch(caller::has)) {
            throw new CodedException(ErrorCode.ROLE_NOT_ALLOWED, verb);
        }
    }

    public Role[] mayAsk(Verb verb) {
        return new TreeSet<>(row(verb).ask()).toArray(Role[]::new);
    }

    /** Everyone who may ask for anything that changes something. */
    public Role[] mayAskAnything() {
        Set<Role> all = new TreeSet<>();
        rows.values().stream()
                .filter(row -> row.verb() != Verb.CUSTODY_READ && row.verb() != Verb.AUDIT_READ)
                .forEach(row -> all.addAll(row.ask()));
        return all.toArray(Role[]::new);
    }

    /** Everyone who approves anything. */
    public Role[] mayDecide() {
        Set<Role> all = new TreeSet<>();
        rows.values().forEach(row -> all.addAll(row.approve()));
        return all.toArray(Role[]::new);
    }

    /** The rules of the verbs that need two persons. */
    public ApprovalRules approvalRules() {
        Map<String, ApprovalRules.Rule> byAction = new LinkedHashMap<>();
        for (Row row : rows.values()) {
            if (row.needsFourEyes()) {
                byAction.put(
                        row.verb().name(),
                        new ApprovalRules.Rule(row.ask(), row.approve(), Duration.ofHours(row.openHours())));
            }
        }
        return new ApprovalRules(byAction);
    }

    private static VerbTable load() {
        try (InputStream input = VerbTable.class.getResourceAsStream("verbs.json")) {
            ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES);
            Map<Verb, Row> rows = new EnumMap<>(Verb.class);
            for (Line line : mapper.readValue(input, Line[].class)) {
                Row row = new Row(
                        line.verb(), line.zh(), line.en(), roles(line.ask()), roles(line.approve()), line.openHours());
                if (row.ask().isEmpty() || rows.put(line.verb(), row) != null) {
                    throw new IllegalStateException("one row with a role for " + line.verb());
                }
            }
            if (rows.size() != Verb.values().length) {
                throw new IllegalStateException("a verb without a row");
            }
            return new VerbTable(rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<Role> roles(List<String> ous) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        ous.forEach(ou -> roles.add(Role.ofOu(ou).orElseThrow()));
        return roles;
    }
}
