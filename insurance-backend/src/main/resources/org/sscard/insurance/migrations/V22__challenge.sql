-- Challenges for cards that prove themselves without a debit: each for one settlement, once, for five minutes.
create table card_challenge (
    challenge bytea primary key check (octet_length(challenge) = 16),
    institution varchar(12) not null,
    transaction_id varchar(64) not null,
    quote_id varchar(40) not null,
    quote_digest bytea not null check (octet_length(quote_digest) = 32),
    total_fen bigint not null,
    expires_at timestamptz not null,
    -- The settlement that used it up; null while it is open.
    settlement_id bigint unique
);
