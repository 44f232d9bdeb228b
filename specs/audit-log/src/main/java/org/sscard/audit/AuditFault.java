package org.sscard.audit;

/** Why an audit log refused. The constant's name is the stable code of the error catalogue. */
public enum AuditFault {
    /** Another process or object writes this log. */
    AUDIT_LOG_IN_USE,
    /** The records at its end do not chain: it was changed, or the disk lost what it had confirmed. */
    AUDIT_LOG_DAMAGED,
    /** It lacks records that a checkpoint kept elsewhere confirms: cut, or an older copy put back. */
    AUDIT_LOG_ROLLED_BACK,
    AUDIT_LOG_READ_FAILED,
    /** A write or fsync failed: what the file holds is unknown, so this log takes no more records until it is reopened. */
    AUDIT_LOG_WRITE_FAILED,
    AUDIT_LOG_CLOSED,
    AUDIT_CHECKPOINT_INVALID
}
