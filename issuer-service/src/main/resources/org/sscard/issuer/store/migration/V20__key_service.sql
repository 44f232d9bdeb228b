-- The key service as a terminal (terminal-api §4): its sequence numbers are drawn here, each once. A terminal number
-- belongs to the caller that used it first.
create table key_terminal (
  terminal text primary key check (terminal ~ '^[0-9]{12}$'),
  caller text not null,
  next_sequence bigint not null check (next_sequence between 1 and 4294967296),
  first_used_at timestamptz not null
);

-- Mass derivation and other things that a custodian has to look at (A7).
create table key_alarm (
  alarm_id bigint generated always as identity primary key,
  caller text not null,
  kind text not null,
  detail text not null,
  raised_at timestamptz not null
);
create trigger key_alarm_append_only before update or delete on key_alarm for each row execute function refuse_change();
