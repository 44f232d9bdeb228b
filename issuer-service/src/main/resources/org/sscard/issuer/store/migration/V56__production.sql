-- Quality control: what inspectors found (Issuing §4). Append only; a rejected card is SPOILED, so it is rejected once.
create table inspection (
  inspection_id bigint generated always as identity primary key,
  batch_id uuid not null references batch,
  card_id bigint not null references card,
  verdict text not null check (verdict in ('PASSED', 'REJECTED')),
  reasons text[] not null check ((verdict = 'REJECTED') = (cardinality(reasons) > 0)),
  note text not null,
  inspector text not null,
  at timestamptz not null,
  unique (card_id, verdict)
);
create index inspection_by_batch on inspection (batch_id);
create trigger inspection_append_only before update or delete on inspection for each row execute function refuse_change();

-- Why no card of a batch may leave the house; empty: nothing.
alter table batch add column blocked text not null default '';
-- The rate of a batch is read from here.
create index card_history_made on card_history (at) where to_state in ('QC_PASSED', 'SPOILED');

-- Where the card is that a lease is for.
alter table card_lease add column station text not null default '';
