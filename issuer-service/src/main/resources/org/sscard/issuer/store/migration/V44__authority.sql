-- One person, one live card in the whole country: every city asks the tier above whose the person is (F8). A card becomes
-- ACTIVE only with a granted claim; everything before goes on while the tier above cannot be reached (F19).
create table person_claim (
  person_id bigint not null references person,
  kind text not null,
  status text not null check (status in ('PENDING', 'GRANTED', 'CONFLICT')),
  -- who holds the person, where it is not this city
  held_by text not null default '',
  asked_at timestamptz not null,
  answered_at timestamptz,
  primary key (person_id, kind)
);
create index person_claim_open on person_claim (status, asked_at) where status <> 'GRANTED';

-- The tier above: who holds a person. Filled only in a service that is one.
create table authority_claim (
  person_index bytea not null check (length(person_index) = 16),
  kind text not null,
  holder text not null,
  claimed_at timestamptz not null,
  primary key (person_index, kind)
);
