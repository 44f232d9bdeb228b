package org.sscard.servicekit.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a caller may be. In a certificate a role is an OU, written as {@link #ou()}; one certificate may carry several. */
public enum Role {
    /** A hospital or pharmacy; the CN is its code (fixmedins_code). */
    INSTITUTION(false),
    /** A program at the window that drives the local terminal agent. */
    WINDOW(false),
    /** A web page of an origin that an agent allows: basic read only. */
    PAGE(false),
    /** Runs imports, batches and enrolment at the bureau. */
    OPERATOR(false),
    /** Compares finished cards. */
    INSPECTOR(false),
    /** Serves cardholders at the bureau's counter. */
    COUNTER(false),
    /** The second pair of eyes. */
    REVIEWER(false),
    /** Reads everything, changes nothing. */
    AUDITOR(false),
    /** Runs the machines. */
    ADMINISTRATOR(false),
    /** Holds keys. */
    CUSTODIAN(true),
    /** A personalisation station. */
    STATION(true),
    /** A terminal agent that asks the issuer for keys or card status. */
    AGENT(true),
    /** The insurer's backend. */
    INSURER(true),
    /** The issuer's service. */
    ISSUER(true);

    private final boolean needsCertificate;

    Role(boolean needsCertificate) {
        this.needsCertificate = needsCertificate;
    }

    /** Whether this role is never given to a caller without a client certificate, not even in a first run. */
    public boolean needsCertificate() {
        return needsCertificate;
    }

    public String ou() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> ofOu(String ou) {
        return Arrays.stream(values()).filter(role -> role.ou().equals(ou)).findFirst();
    }
}
