-- The bureau's registry (登记库), batches, personalisation journal and status feed.
-- Uniqueness of persons and cards rests on constraints, never on isolation levels (Issuing §5).

create table region (
  code text primary key check (code ~ '^[0-9]{6}$')
);

-- Card numbers of a region (卡号段): a district letter and a counter. Gaps are allowed, repeats never.
create table card_number_range (
  region text primary key references region,
  district text not null unique check (district ~ '^[A-Z]$'),
  next_number integer not null check (next_number between 1 and 10000000),
  last_number integer not null check (last_number between 1 and 9999999)
);

-- T10..T13 of the historical bytes: unique over all cards of this bureau.
create sequence chip_serial minvalue 1 maxvalue 4294967294 no cycle;

create table roster_import (
  import_id uuid primary key,
  file_name text not null,
  sha256 bytea not null check (length(sha256) = 32),
  row_count integer not null,
  accepted integer not null,
  repeated integer not null,
  rejected integer not null,
  imported_by text not null,
  imported_at timestamptz not null
);
create index roster_import_by_digest on roster_import (sha256);

create table person (
  person_id bigint generated always as identity primary key,
  id_number text not null unique check (length(id_number) = 18),
  name text not null,
  sex text not null check (sex in ('1', '2', '9')),
  ethnic_group text not null,
  birthplace text not null,
  birth_date date not null,
  hukou_region text not null,
  hukou_address text not null,
  phone text not null,
  created_at timestamptz not null
);

create table person_history (
  person_history_id bigint generated always as identity primary key,
  person_id bigint not null references person,
  what text not null,
  who text not null,
  why text not null,
  at timestamptz not null
);
create index person_history_by_person on person_history (person_id);

create table application (
  application_id bigint generated always as identity primary key,
  person_id bigint not null references person,
  kind text not null,
  region text not null references region,
  import_id uuid not null,
  import_row integer not null,
  import_digest bytea not null,
  created_at timestamptz not null,
  -- the same file sent twice is the same application (F7)
  unique (person_id, kind, import_digest)
);

create table batch (
  batch_id uuid primary key,
  region text not null references region,
  requested_by text not null,
  created_at timestamptz not null,
  started_at timestamptz
);

create table card (
  card_id bigint generated always as identity primary key,
  card_number text not null unique check (length(card_number) = 9),
  application_id bigint not null references application,
  person_id bigint not null references person,
  kind text not null,
  region text not null references region,
  state text not null,
  blacklisted boolean not null default false,
  batch_id uuid references batch,
  -- historical bytes of the blank as delivered: one blank, one record (F5)
  blank_serial bytea unique check (length(blank_serial) = 13),
  historical_bytes bytea unique check (length(historical_bytes) = 13),
  identification_code bytea unique check (length(identification_code) = 16),
  issue_date date,
  expiry_date date,
  apdus integer not null default 0,
  reason text not null default '',
  created_at timestamptz not null
);
create index card_by_person on card (person_id);
create index card_by_batch on card (batch_id, state);
create index card_by_state on card (state, region, card_id);
-- One person, one live card per kind. The list is the states with live = false in lifecycle.json; a test compares them.
create unique index one_live_card on card (person_id, kind)
  where state not in ('REJECTED', 'WITHDRAWN', 'SPOILED', 'LOST_IN_TRANSIT', 'DESTROYED', 'REPLACING', 'CANCELLED');
create unique index one_active_card on card (person_id, kind) where state = 'ACTIVE';

create table card_history (
  card_history_id bigint generated always as identity primary key,
  card_id bigint not null references card,
  from_state text,
  to_state text not null,
  who text not null,
  why text not null,
  at timestamptz not null
);
create index card_history_by_card on card_history (card_id);

-- Who works on a card now. The token counts up with every lease; a holder of an older token can write nothing (F6).
create table card_lease (
  card_id bigint primary key references card,
  token bigint not null,
  holder text not null,
  until timestamptz not null
);

-- Every APDU twice: the intention before it is sent, the result after (Issuing §4). Append only.
create table apdu_journal (
  card_id bigint not null references card,
  token bigint not null,
  seq integer not null,
  entry text not null check (entry in ('I', 'R')),
  step text not null,
  apdu bytea,
  digest bytea,
  at timestamptz not null,
  primary key (card_id, token, seq, entry)
);

create table card_status_feed (
  version bigint primary key,
  identification_code bytea not null,
  card_number text not null,
  id_number text not null,
  region text not null,
  state text not null,
  blacklisted boolean not null,
  changed_at timestamptz not null
);

-- One row: the last version given out. Its lock is held until commit, so versions are gapless and in commit order.
create table card_status_head (
  only_row boolean primary key default true check (only_row),
  version bigint not null
);
insert into card_status_head (version) values (0);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'table % is append only', tg_table_name;
end $$;
create trigger card_history_append_only before update or delete on card_history for each row execute function refuse_change();
create trigger person_history_append_only before update or delete on person_history for each row execute function refuse_change();
create trigger apdu_journal_append_only before update or delete on apdu_journal for each row execute function refuse_change();
create trigger card_status_feed_append_only before update or delete on card_status_feed for each row execute function refuse_change();
