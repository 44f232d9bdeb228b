package org.sscard.wire.error;

/** Who must act before the failed work can succeed. */
public enum Actor {
    /** The cardholder. */
    HOLDER,
    /** The person at the window or desk. */
    CLERK,
    /** The bureau's operator. */
    OPERATOR,
    /** A key custodian. */
    CUSTODIAN,
    /** Whoever runs the machine. */
    ADMINISTRATOR,
    /** Whoever wrote the calling program. */
    DEVELOPER,
    /** The project's or the vendor's support. */
    SUPPORT,
    /** Nobody: it passes by itself. */
    NOBODY
}
