-- Keys on their way between tiers (issuing and keys §1). OUT: handed over by us; IN: brought to us.
create table custody_delivery (
  delivery_id text primary key check (delivery_id ~ '^(OUT|IN)-[0-9A-F]{8}$'),
  scope text not null,
  environment text not null,
  state text not null check (state in
    ('WRAPPED', 'HANDED_OVER', 'ABANDONED', 'RECEIVED', 'IMPORTED', 'REFUSED')),
  threshold integer not null check (threshold >= 2),
  custodians text[] not null,
  share_check_values text[] not null,
  protection_key text not null,
  file_digest text not null,
  -- One line a key: name@version, algorithm, scope and check value. Never material.
  keys text[] not null,
  changed_at timestamptz not null
);

create table custody_delivery_step (
  delivery_step_id bigint generated always as identity primary key,
  delivery_id text not null references custody_delivery,
  step text not null,
  account text not null,
  person text not null,
  detail text not null,
  at timestamptz not null
);
-- One person shows at most one share less than restores the key, and enters at most one.
create index custody_delivery_steps on custody_delivery_step (delivery_id, step, person);

create table psam (
  serial text primary key check (serial ~ '^[0-9]{20}$'),
  terminal text not null check (terminal ~ '^[0-9]{12}$'),
  level integer not null check (level between 1 and 3),
  region text not null,
  algorithm text not null,
  purpose text not null,
  state text not null check (state in ('ISSUING', 'ISSUED', 'SPOILED', 'LOST')),
  keys integer not null,
  changed_at timestamptz not null
);
create index psam_of_terminal on psam (terminal);

create table psam_history (
  psam_history_id bigint generated always as identity primary key,
  serial text not null references psam,
  from_state text,
  to_state text not null,
  who text not null,
  why text not null,
  at timestamptz not null
);

create trigger custody_delivery_step_append_only before update or delete on custody_delivery_step
  for each row execute function refuse_change();
create trigger psam_history_append_only before update or delete on psam_history
  for each row execute function refuse_change();
