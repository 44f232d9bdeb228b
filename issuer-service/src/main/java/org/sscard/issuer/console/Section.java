package org.sscard.issuer.console;

import java.util.Arrays;
import java.util.List;
import org.sscard.issuer.custody.Verb;
import org.sscard.issuer.custody.VerbTable;
import org.sscard.servicekit.pages.Frame;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/** The main navigation of the bureau's console: where a room of pages begins, and whose it is. */
public enum Section {
    OVERVIEW("/", "总览", Roles.STAFF),
    WORKFLOWS(
            "/workflows",
            "流程",
            Role.OPERATOR,
            Role.INSPECTOR,
            Role.REVIEWER,
            Role.AUDITOR,
            Role.ADMINISTRATOR,
            Role.CUSTODIAN,
            Role.PROVINCE,
            Role.MINISTRY),
    INTAKE("/intake", "入库", Role.OPERATOR, Role.REVIEWER, Role.AUDITOR),
    BATCHES("/batches", "批次", Role.OPERATOR, Role.INSPECTOR, Role.REVIEWER, Role.AUDITOR),
    QUALITY("/quality", "质检", Role.INSPECTOR, Role.REVIEWER, Role.AUDITOR),
    COUNTER("/counter", "柜台", Role.COUNTER, Role.OPERATOR, Role.REVIEWER, Role.AUDITOR),
    STOCK("/stock", "库存", Role.OPERATOR, Role.INSPECTOR, Role.COUNTER, Role.REVIEWER, Role.AUDITOR),
    APPROVALS("/custody/approvals", "复核", Roles.STAFF),
    REPORTS("/reports", "报表", Role.OPERATOR, Role.REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR),
    KEYS("/custody/keys", "密钥", VerbTable.table().mayAsk(Verb.CUSTODY_READ)),
    AUDIT("/audit", "审计", VerbTable.table().mayAsk(Verb.AUDIT_READ));

    private final String href;
    private final String zh;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<Role> roles;

    Section(String href, String zh, Role... roles) {
        this.href = href;
        this.zh = zh;
        this.roles = List.of(roles);
    }

    public String href() {
        return href;
    }

    /** Who may look at its pages; who may do what on them, each page says itself. */
    public Role[] roles() {
        return roles.toArray(Role[]::new);
    }

    public boolean openTo(Principal caller) {
        return roles.stream().anyMatch(caller::has);
    }

    /** The navigation as this person sees it. */
    static List<Frame.Link> links(Principal caller) {
        return Arrays.stream(values())
                .filter(section -> section.openTo(caller))
                .map(section -> new Frame.Link(section.href, section.zh))
                .toList();
    }

    private static final class Roles {
        private static final Role[] STAFF =
                Arrays.stream(Role.values()).filter(Role::ofStaff).toArray(Role[]::new);
    }
}
