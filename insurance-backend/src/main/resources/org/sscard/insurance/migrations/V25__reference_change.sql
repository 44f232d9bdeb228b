-- Which transactions changed what a quote is computed from. A quote remembers the snapshot in which it was computed; as long
-- as every change that stands here was visible in it, the quote is what would be computed now.
create table reference_change (
    changed_by xid8 primary key default pg_current_xact_id(),
    changed_at timestamptz not null default now()
);

create function note_reference_change() returns trigger language plpgsql as $$
begin
    insert into reference_change default values on conflict do nothing;
    return null;
end $$;
create trigger region_changes after insert or update or delete or truncate on region
    for each statement execute function note_reference_change();
create trigger institution_changes after insert or update or delete or truncate on institution
    for each statement execute function note_reference_change();
create trigger disease_group_changes after insert or update or delete or truncate on disease_group
    for each statement execute function note_reference_change();
create trigger catalogue_item_changes after insert or update or delete or truncate on catalogue_item
    for each statement execute function note_reference_change();
create trigger person_changes after insert or update or delete or truncate on person
    for each statement execute function note_reference_change();
create trigger enrolment_changes after insert or update or delete or truncate on enrolment
    for each statement execute function note_reference_change();
create trigger benefit_period_changes after insert or update or delete or truncate on benefit_period
    for each statement execute function note_reference_change();
create trigger filing_changes after insert or update or delete or truncate on filing
    for each statement execute function note_reference_change();

-- Ends a statement that must be whole or not be at all.
create function refuse_group(what text) returns int language plpgsql as $$
begin
    raise exception '%', what using errcode = 'SG001';
end $$;

-- Settlement numbers are drawn in blocks of 64 by whoever settles; a block that is not used up leaves a gap.
alter sequence settlement_number increment by 64;

-- A settlement that cancels nothing costs this index nothing.
drop index settlement_cancels;
create unique index settlement_cancels on settlement (cancels) where state = 'CONFIRMED' and cancels is not null;

-- The same gate as in V10, in a form that is computed in place: text and integer cannot be joined immutably.
create or replace function day_lock(institution text, day date) returns bigint language sql immutable as
    $$ select hashtextextended('day ' || institution, day - date '2000-01-01') $$;
