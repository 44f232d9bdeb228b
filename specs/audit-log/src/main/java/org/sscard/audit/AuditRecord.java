package org.sscard.audit;

import java.time.Instant;

/**
 * A record of the log.
 *
 * @param sequence from 1, without gaps
 * @param previousHash upper-case hex; of the first record, the hash of the header
 * @param hash upper-case hex over the line up to and with {@code previousHash}
 */
public record AuditRecord(long sequence, Instant time, AuditEntry entry, String previousHash, String hash) {}
