package org.sscard.issuer.batch;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Applications that are made into cards together (批次).
 *
 * @param startedAt empty until personalisation was asked for
 */
public record BatchRecord(
        UUID batchId, String region, String requestedBy, Instant createdAt, Optional<Instant> startedAt) {}
