-- Blanks (空白卡): every chip that came in, where it is, and the books of each day.
create table stock_lot (
  lot text primary key,
  vendor text not null,
  card_os text not null,
  received_by text not null,
  received_at timestamptz not null
);

create table blank (
  -- historical bytes as the vendor delivers them: which chip it is
  chip bytea primary key check (length(chip) = 13),
  lot text not null references stock_lot,
  state text not null check (state in ('IN_STOCK', 'GOOD', 'SPOILED', 'SAMPLE', 'RETURNED', 'DESTROYED')),
  -- one blank, one record (F5)
  card_id bigint unique references card,
  reason text not null default '',
  moved_at timestamptz not null
);
create index blank_by_state on blank (state, lot);

-- The books. Opening + received = good + spoiled + samples + returned + closing (Issuing §4). Append only.
create table stock_movement (
  movement_id bigint generated always as identity primary key,
  day date not null,
  kind text not null check (kind in ('RECEIVED', 'GOOD', 'SPOILED', 'SAMPLE', 'RETURNED', 'VARIANCE', 'DESTROYED')),
  count integer not null,
  chip bytea references blank,
  lot text,
  who text not null,
  why text not null,
  at timestamptz not null
);
create index stock_movement_by_day on stock_movement (day, kind);
create trigger stock_movement_append_only before update or delete on stock_movement for each row execute function refuse_change();

create table stock_day (
  day date primary key,
  opening integer not null,
  received integer not null,
  good integer not null,
  spoiled integer not null,
  samples integer not null,
  returned integer not null,
  variance integer not null,
  closing integer not null,
  reason text not null,
  closed_by text not null,
  closed_at timestamptz not null,
  check (opening + received + variance = good + spoiled + samples + returned + closing)
);
create trigger stock_day_append_only before update or delete on stock_day for each row execute function refuse_change();

-- Finished cards on their way to a branch (交接单).
create table handover (
  handover_id text primary key,
  branch text not null,
  cards integer not null check (cards > 0),
  sent_by text not null,
  sent_at timestamptz not null,
  received_by text,
  received_at timestamptz
);
create table handover_card (
  handover_id text not null references handover,
  card_id bigint not null references card,
  arrived boolean,
  primary key (handover_id, card_id)
);

-- That the producer deleted the holders' data of a batch, as stated and seen.
create table holder_data_deletion (
  batch_id uuid primary key references batch,
  producer text not null,
  method text not null,
  -- of the producer's signed statement
  statement_sha256 bytea not null check (length(statement_sha256) = 32),
  deleted_at timestamptz not null,
  recorded_by text not null,
  recorded_at timestamptz not null
);
create trigger holder_data_deletion_append_only before update or delete on holder_data_deletion
  for each row execute function refuse_change();
