-- Certificates that people and programs came with: the register of who holds which role until when. Public, no secret.
create table staff_certificate (
  fingerprint text primary key check (fingerprint ~ '^[0-9a-f]{64}$'),
  certificate bytea not null,
  first_seen timestamptz not null,
  last_seen timestamptz not null
);
create index key_alarm_newest on key_alarm (raised_at desc);
