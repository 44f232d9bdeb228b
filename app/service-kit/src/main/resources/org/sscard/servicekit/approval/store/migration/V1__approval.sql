-- Four eyes. A row is never deleted; state moves REQUESTED -> APPROVED -> USED, or to REJECTED or EXPIRED.
CREATE TABLE approval (
    id                text        PRIMARY KEY,
    action            text        NOT NULL,
    request_digest    bytea       NOT NULL CHECK (octet_length(request_digest) = 32),
    summary           text        NOT NULL,
    requester_account text        NOT NULL,
    requester_person  text        NOT NULL,
    requested_at      timestamptz NOT NULL,
    expires_at        timestamptz NOT NULL CHECK (expires_at > requested_at),
    state             text        NOT NULL CHECK (state IN ('REQUESTED', 'APPROVED', 'REJECTED', 'USED', 'EXPIRED')),
    decider_account   text,
    decider_person    text        CHECK (decider_person <> requester_person),
    decided_at        timestamptz,
    reason            text,
    used_at           timestamptz,
    CHECK ((state IN ('APPROVED', 'REJECTED', 'USED')) <= (decider_person IS NOT NULL AND decided_at IS NOT NULL)),
    CHECK ((state = 'USED') = (used_at IS NOT NULL))
);

-- A double click asks once.
CREATE UNIQUE INDEX approval_live ON approval (request_digest, requester_person)
    WHERE state IN ('REQUESTED', 'APPROVED');
