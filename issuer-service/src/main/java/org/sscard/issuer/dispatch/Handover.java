package org.sscard.issuer.dispatch;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/** A handover sheet (交接单) and where it stands. */
public record Handover(
        String id,
        String branch,
        String sentBy,
        Instant sentAt,
        Optional<String> receivedBy,
        Optional<Instant> receivedAt,
        SortedSet<String> cardNumbers) {}
