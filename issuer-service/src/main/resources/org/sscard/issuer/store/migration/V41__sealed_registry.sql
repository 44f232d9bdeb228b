-- Personal data encrypted at rest, id numbers found by a keyed index, changes by hand found by a row MAC (A9). The keys are
-- in the vault. Rows of before are sealed when the service starts; their clear columns are emptied then.
alter table person
  add column id_index bytea unique check (length(id_index) = 16),
  -- everything but the name: AES-256-GCM, bound to index and name
  add column sealed bytea,
  alter column id_number drop not null,
  alter column sex drop not null,
  alter column ethnic_group drop not null,
  alter column birthplace drop not null,
  alter column birth_date drop not null,
  alter column hukou_region drop not null,
  alter column hukou_address drop not null,
  alter column phone drop not null;
-- Names are found by their beginning.
create index person_by_name on person (name text_pattern_ops, person_id);

alter table card
  -- how many entries the history has
  add column entries integer not null default 0,
  add column mac bytea check (length(mac) = 16);

-- Numbers of the region were drawn with a witness beside the database (F9).
alter table card_number_range add column witnessed boolean not null default false;

alter table card_status_feed
  -- the id number: AES-256-GCM, bound to every other column
  add column sealed bytea,
  alter column id_number drop not null;
-- The newest entry of a card, for the scan.
create index card_status_feed_by_card on card_status_feed (card_number, version desc);

-- Tells at start whether the vault's key is the one that sealed this registry.
create table registry_seal (
  only_row boolean primary key default true check (only_row),
  canary bytea not null check (length(canary) = 16)
);

-- What a scan of all rows found (A9).
create table registry_scan (
  scan_id bigint generated always as identity primary key,
  began_at timestamptz not null,
  ended_at timestamptz not null,
  persons bigint not null,
  cards bigint not null,
  feed_version bigint not null,
  findings bigint not null,
  -- the first findings: table, number, what
  report text not null
);
create trigger registry_scan_append_only before update or delete on registry_scan for each row execute function refuse_change();

-- The APDUs of a card hold its holder's data: from now on they are sealed.
alter table apdu_journal add column sealed boolean not null default false;
