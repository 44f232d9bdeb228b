-- The life cycle in holders' hands (Issuing §3): reasons and channels, periods, replacements, the bank's state, requests
-- that are answered once.
alter table card
  add column bank_state text not null default 'NOT_OPENED',
  -- When the present period ends, in milliseconds of the house's time (house_time); null: no period runs.
  add column due_millis bigint,
  -- The card that this one replaces.
  add column replaces_card_id bigint references card;
create index card_by_due on card (due_millis) where due_millis is not null;
-- One card is replaced once at a time: a replacement that came to nothing does not count.
create unique index one_replacement on card (replaces_card_id)
  where state not in ('REJECTED', 'WITHDRAWN', 'SPOILED', 'LOST_IN_TRANSIT', 'DESTROYED', 'REPLACING', 'CANCELLED');

alter table card_history
  add column channel text not null default '',
  add column action text not null default '',
  add column reason text not null default '';

alter table application
  alter column import_id drop not null,
  alter column import_row drop not null,
  alter column import_digest drop not null,
  -- Where it comes from: ROSTER or REPLACEMENT
  add column origin text not null default 'ROSTER';

-- What a caller asked for, once (F7, F10): the same id with the same content answers the same.
create table card_request (
  request_id text primary key check (length(request_id) between 1 and 64),
  digest text not null,
  card_id bigint not null references card,
  replacement_id bigint references card,
  channel text not null,
  action text not null,
  who text not null,
  terminal text not null,
  at timestamptz not null
);
create index card_request_by_card on card_request (card_id, channel, at);
create trigger card_request_append_only before update or delete on card_request for each row execute function refuse_change();

-- The house's time: milliseconds that some service of this registry was seen to run. It never jumps with a clock (F18).
-- One service counts at a time; who holds an older token counts nothing any more.
create table house_time (
  only_row boolean primary key default true check (only_row),
  elapsed_millis bigint not null,
  counter text not null,
  token bigint not null
);
insert into house_time (elapsed_millis, counter, token) values (0, '', 0);
