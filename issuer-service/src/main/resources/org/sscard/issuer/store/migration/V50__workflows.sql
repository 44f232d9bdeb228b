-- The workflows before a region may issue (Issuing §1): one record an application, its timeline and its papers.
create table workflow_record (
  record_no bigint generated always as identity primary key,
  record_id text not null unique,
  kind text not null,
  region text not null,
  state text not null,
  -- what was filled in, a JSON object of texts
  fields text not null,
  -- of what the cards are made when it was submitted: file structure and face, SHA-256 in hex
  structure text,
  face text,
  refers_to text references workflow_record (record_id),
  -- allotted by the ministry: the 24 digits of element 04
  issuer_id text unique,
  delivery text unique,
  version integer not null,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  valid_until date,
  mac bytea not null check (length(mac) = 16)
);
create index workflow_record_by_kind on workflow_record (kind, region, state);

create table workflow_step (
  workflow_step_id bigint generated always as identity primary key,
  record_id text not null references workflow_record (record_id),
  step text not null,
  from_state text,
  to_state text not null,
  account text not null,
  person text not null,
  note text not null,
  at timestamptz not null
);
create index workflow_step_of_record on workflow_step (record_id, workflow_step_id);
create trigger workflow_step_append_only before update or delete on workflow_step
  for each row execute function refuse_change();

create table workflow_paper (
  workflow_paper_id bigint generated always as identity primary key,
  record_id text not null references workflow_record (record_id),
  number integer not null,
  code text not null,
  file_name text not null,
  content bytea not null,
  sha256 text not null,
  added_by text not null,
  added_at timestamptz not null,
  unique (record_id, number)
);
-- One run of the general test proves one thing.
create unique index workflow_report_once on workflow_paper (sha256) where code = 'TEST_REPORT';
create trigger workflow_paper_append_only before update or delete on workflow_paper
  for each row execute function refuse_change();

-- COS核准: which card operating systems may be used, on which chip, from when to when.
create table card_os (
  approval_number text primary key,
  vendor text not null,
  chip text not null,
  card_os text not null,
  -- T1 to T5 of the historical bytes of its blanks
  historical bytea not null check (length(historical) = 5),
  valid_from date not null,
  valid_to date not null check (valid_to >= valid_from),
  revoked boolean not null,
  reason text not null,
  changed_by text not null,
  changed_at timestamptz not null,
  mac bytea not null check (length(mac) = 16)
);
create index card_os_by_vendor on card_os (vendor, card_os);
create table card_os_history (
  card_os_history_id bigint generated always as identity primary key,
  approval_number text not null references card_os,
  what text not null,
  who text not null,
  why text not null,
  at timestamptz not null
);
create trigger card_os_history_append_only before update or delete on card_os_history
  for each row execute function refuse_change();

-- Two persons let a batch go into production, on one card OS.
create table batch_release (
  batch_id uuid primary key references batch,
  approval_number text not null references card_os,
  cards integer not null check (cards > 0),
  released_by text not null,
  released_at timestamptz not null,
  mac bytea not null check (length(mac) = 16)
);
create trigger batch_release_append_only before update or delete on batch_release
  for each row execute function refuse_change();
