package org.sscard.terminal.reader;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which reader serves what, by name: SAM slots look like ordinary terminals to PC/SC, so only the installation knows.
 *
 * @param rules the first rule whose pattern is found in the name decides
 * @param dev whether readers without a rule are taken as a first run needs them: the first virtual or vpcd reader for the
 *     holder's card, the second for the PSAM
 */
public record RoleMap(List<Rule> rules, boolean dev) {

    private static final Pattern VPCD = Pattern.compile("Virtual PCD");
    private static final List<ReaderRole> DEV_ORDER = List.of(ReaderRole.USER_CONTACT, ReaderRole.PSAM);

    public RoleMap {
        rules = List.copyOf(rules);
    }

    /** @param name a regular expression that is searched in the reader's name */
    public record Rule(Pattern name, ReaderRole role) {}

    /** The role of every reader; several readers may have one role, the first in order is then preferred. */
    public Map<String, ReaderRole> assign(List<? extends Reader> readers) {
        Map<String, ReaderRole> roles = new LinkedHashMap<>();
        for (Reader reader : readers) {
            roles.put(reader.name(), byRule(reader.name()));
        }
        if (dev) {
            for (ReaderRole wanted : DEV_ORDER) {
                giveToFirstFree(wanted, readers, roles);
            }
        }
        return roles;
    }

    private ReaderRole byRule(String name) {
        return rules.stream()
                .filter(rule -> rule.name().matcher(name).find())
                .map(Rule::role)
                .findFirst()
                .orElse(ReaderRole.UNASSIGNED);
    }

    private static void giveToFirstFree(
            ReaderRole wanted, List<? extends Reader> readers, Map<String, ReaderRole> roles) {
        if (roles.containsValue(wanted)) {
            return;
        }
        readers.stream()
                .filter(reader -> reader instanceof VirtualReader
                        || VPCD.matcher(reader.name()).find())
                .map(Reader::name)
                .filter(name -> roles.get(name) == ReaderRole.UNASSIGNED)
                .findFirst()
                .ifPresent(name -> roles.put(name, wanted));
    }
}
