-- Rosters between their upload and the registry: every row with what is wrong with it, encrypted.
create table intake (
  intake_id uuid primary key,
  file_name text not null,
  sha256 bytea not null check (length(sha256) = 32),
  state text not null check (state in ('READING', 'CHECKED', 'IMPORTING', 'IMPORTED', 'WITHDRAWN', 'FAILED')),
  -- rows that were read, or taken over, since began_at
  total integer not null default 0,
  done integer not null default 0,
  failure text not null default '',
  brought_by text not null,
  brought_at timestamptz not null,
  imported_by text not null default '',
  began_at timestamptz not null,
  ended_at timestamptz
);
create index intake_newest on intake (brought_at desc);

create table intake_row (
  intake_id uuid not null references intake,
  row integer not null,
  state text not null check (state in ('GOOD', 'WRONG', 'TAKEN', 'REPEATED', 'CONFLICT')),
  -- cells and faults: AES-256-GCM, bound to intake and row; null once the row is in the registry
  sealed bytea,
  codes text[] not null,
  id_index bytea check (length(id_index) = 16),
  primary key (intake_id, row)
);
create index intake_row_by_state on intake_row (intake_id, state, row);
create index intake_row_by_person on intake_row (intake_id, id_index, row) where id_index is not null;

-- How a person wants a name written that the card cannot hold; the newest counts. Append only.
create table name_spelling (
  name_spelling_id bigint generated always as identity primary key,
  -- of id number and name
  name_index bytea not null check (length(name_index) = 16),
  -- name, spelling, evidence
  sealed bytea not null,
  who text not null,
  at timestamptz not null
);
create index name_spelling_by_name on name_spelling (name_index, name_spelling_id desc);
create trigger name_spelling_append_only before update or delete on name_spelling for each row execute function refuse_change();

-- Applicants who may be persons that are registered already, and what was decided (冲突队列).
create table person_conflict (
  conflict_id bigint generated always as identity primary key,
  person_id bigint not null references person,
  rule text not null,
  intake_id uuid references intake,
  row integer,
  region text not null references region,
  -- of the applicant
  id_index bytea not null check (length(id_index) = 16),
  -- the applicant: AES-256-GCM, bound to the columns above
  sealed bytea not null,
  state text not null check (state in ('OPEN', 'DECIDED')),
  decision text check (decision in ('SAME_PERSON', 'OTHER_PERSON', 'REJECTED')),
  found_by text not null,
  found_at timestamptz not null,
  decided_by text not null default '',
  why text not null default '',
  decided_at timestamptz
);
create unique index person_conflict_open on person_conflict (person_id, id_index) where state = 'OPEN';
create index person_conflict_by_state on person_conflict (state, conflict_id);
create index person_conflict_of_pair on person_conflict (id_index, person_id);

-- Corrections that wait for a second person.
create table person_correction (
  correction_id bigint generated always as identity primary key,
  person_id bigint not null references person,
  seen_version bigint not null,
  -- the person as corrected: AES-256-GCM
  sealed bytea not null,
  why text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  done_at timestamptz
);
