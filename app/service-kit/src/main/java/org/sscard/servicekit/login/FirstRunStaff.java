package org.sscard.servicekit.login;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.sscard.servicekit.security.Principal;
import org.sscard.servicekit.security.Role;

/** The fictional staff of a first run: a person for each role, and a second one where two must agree. */
public record FirstRunStaff(List<Member> members) {

    private static final List<String> NAMES =
            List.of("赵一", "钱二", "孙三", "李四", "周五", "吴六", "郑七", "王梅", "冯九", "陈十", "褚十一", "卫十二");

    /** One fictional person. */
    public record Member(String name, Role role, Principal principal) {}

    public FirstRunStaff {
        members = List.copyOf(members);
    }

    /**
     * @param roles one person each, in this order
     * @param twice those of them that come with a second person, because one asks and another approves
     */
    public static FirstRunStaff of(List<Role> roles, Set<Role> twice) {
        List<Member> members = new ArrayList<>();
        for (Role role : roles) {
            if (!role.ofStaff()) {
                throw new IllegalArgumentException("a machine does not log in with a browser: " + role);
            }
            int count = twice.contains(role) ? 2 : 1;
            for (int number = 1; number <= count; number++) {
                String name = NAMES.get(members.size());
                String account = "demo-" + role.ou() + "-" + number;
                members.add(new Member(name, role, new Principal(account, name, Set.of(role), false)));
            }
        }
        return new FirstRunStaff(members);
    }
}
