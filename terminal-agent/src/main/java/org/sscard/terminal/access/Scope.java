package org.sscard.terminal.access;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.sscard.servicekit.security.Role;

/** What a web page may be allowed, one by one. */
public enum Scope {
    BASIC_READ("basic-read", Role.PAGE),
    FILE_READ("file-read", Role.PAGE_FILES),
    PIN("pin", Role.PAGE_PIN),
    WRITE("write", Role.PAGE_WRITE),
    DEBIT("debit", Role.PAGE_DEBIT);

    private final String title;
    private final Role role;

    Scope(String title, Role role) {
        this.title = title;
        this.role = role;
    }

    public Role role() {
        return role;
    }

    /** @throws IllegalArgumentException naming the scopes there are */
    static Scope of(String title) {
        return Arrays.stream(values())
                .filter(scope -> scope.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("scopes "
                        + Arrays.stream(values()).map(scope -> scope.title).collect(Collectors.joining(", "))));
    }
}
