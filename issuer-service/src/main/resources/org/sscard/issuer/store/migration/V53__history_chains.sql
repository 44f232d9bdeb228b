-- Every entry of a history carries a MAC over itself and the entry before it; the last one stands in the card's or
-- person's row, under that row's own MAC. Entries of before get theirs once, when the service starts.
alter table card_history add column mac bytea check (length(mac) = 16);
alter table card add column history_mac bytea check (length(history_mac) = 16);

alter table person_history
  add column mac bytea check (length(mac) = 16),
  -- what a correction changed, before and after: AES-256-GCM
  add column sealed bytea;
alter table person
  -- counts the entries of its history; who corrects a person says which version they saw
  add column version bigint not null default 0,
  add column history_mac bytea check (length(history_mac) = 16),
  add column mac bytea check (length(mac) = 16);

create function refuse_change_but_first_mac() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.mac is null and new.mac is not null
      and (to_jsonb(new) - 'mac') = (to_jsonb(old) - 'mac') then
    return new;
  end if;
  raise exception 'table % is append only', tg_table_name;
end $$;
drop trigger card_history_append_only on card_history;
drop trigger person_history_append_only on person_history;
create trigger card_history_append_only before update or delete on card_history
  for each row execute function refuse_change_but_first_mac();
create trigger person_history_append_only before update or delete on person_history
  for each row execute function refuse_change_but_first_mac();

-- Persons who may be the same (docs/roster.md): keyed digests of the parts that a rule compares.
create table person_near (
  near_key bigint not null,
  person_id bigint not null references person,
  primary key (near_key, person_id)
);
create index person_near_by_person on person_near (person_id);
