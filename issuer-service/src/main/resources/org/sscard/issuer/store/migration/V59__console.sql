-- The bureau's console: filters that a person keeps under a name, and what the overview and the reports read by time.
create table saved_filter (
  person text not null,
  section text not null,
  name text not null check (length(name) between 1 and 20),
  address text not null,
  saved_at timestamptz not null,
  -- removed and not yet forgotten: it can be put back
  removed_at timestamptz,
  primary key (person, section, name)
);
create index card_history_by_time on card_history (at, to_state);
