-- Data preparation apart from the machine (Issuing §4): batch files that went to producers and what came back.
create table producer (
  name text primary key check (length(name) between 1 and 100),
  -- of the last file that was released for this producer
  last_sequence integer not null default 0
);

create table batch_file (
  batch_file_id bigint generated always as identity primary key,
  batch_id uuid not null references batch,
  producer text not null references producer,
  sequence integer not null check (sequence > 0),
  -- of the whole file: no other one has it
  mac bytea not null check (length(mac) = 32),
  cards integer not null check (cards > 0),
  chip_makers text not null,
  -- the file's key under the producer's transport key; its return file comes under it too
  key_block text not null,
  released_by text not null,
  released_at timestamptz not null,
  returned_by text,
  returned_at timestamptz,
  unique (producer, sequence)
);
-- Two operators on one batch: one file is out at a time.
create unique index one_file_out on batch_file (batch_id) where returned_at is null;

-- What was ordered of the producer. From this row on key data has left the house.
create table batch_order (
  batch_file_id bigint not null references batch_file,
  number integer not null,
  card_id bigint not null references card,
  historical_bytes bytea not null unique check (length(historical_bytes) = 13),
  identification_code bytea not null unique check (length(identification_code) = 16),
  issue_date date not null,
  expiry_date date not null,
  primary key (batch_file_id, number)
);
create index batch_order_by_card on batch_order (card_id);

-- Where a return file said something else than was ordered (F13). Append only.
create table return_difference (
  return_difference_id bigint generated always as identity primary key,
  batch_file_id bigint not null references batch_file,
  number integer not null,
  kind text not null,
  expected text not null,
  found text not null,
  received_by text not null,
  at timestamptz not null
);
create index return_difference_by_file on return_difference (batch_file_id);
create trigger return_difference_append_only before update or delete on return_difference
  for each row execute function refuse_change();

-- First PINs that wait for their mailer. Sealed under the registry's key; erased when printed or when the card is spoiled.
create table pin_mailer (
  card_id bigint primary key references card,
  batch_id uuid not null references batch,
  sealed bytea,
  printed_by text,
  printed_at timestamptz,
  check (sealed is null or printed_at is null)
);
create index pin_mailer_by_batch on pin_mailer (batch_id);

-- Who had the cards of a batch in hand, and who their PINs: never one person both.
create table batch_handling (
  batch_id uuid not null references batch,
  person text not null,
  side text not null check (side in ('CARD', 'PIN')),
  what text not null,
  at timestamptz not null,
  primary key (batch_id, person, side)
);

-- Who saw which component of a producer's transport key: one person never both.
create table transport_component (
  producer text not null,
  number integer not null check (number in (1, 2)),
  person text not null,
  at timestamptz not null,
  primary key (producer, person)
);
