-- Photos for the cards. The file that was brought is never kept: a smaller copy without EXIF waits, encrypted, for the
-- crop, and is erased with it.
create table photo (
  photo_id uuid primary key,
  id_index bytea not null check (length(id_index) = 16),
  state text not null check (state in ('WAITING', 'ACCEPTED', 'REFUSED', 'REPLACED')),
  -- id number, AES-256-GCM like the pictures, bound to photo and index
  sealed_number bytea not null,
  working bytea,
  result bytea,
  width integer not null,
  height integer not null,
  crop_x integer,
  crop_y integer,
  crop_width integer,
  result_bytes integer not null default 0,
  quality integer not null default 0,
  -- keyed digest of the file: the same file is taken once
  source_index bytea not null check (length(source_index) = 16),
  brought_by text not null,
  brought_at timestamptz not null,
  decided_by text not null default '',
  decided_at timestamptz,
  reason text not null default ''
);
create unique index one_photo on photo (id_index) where state = 'ACCEPTED';
create unique index one_waiting_photo on photo (id_index) where state = 'WAITING';
create index photo_by_person on photo (id_index, brought_at desc);
create index photo_by_state on photo (state, brought_at);
